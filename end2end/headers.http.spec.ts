// The security headers of every response, and the stricter ones of pages that show secrets.

import { postForm, sameSite, send, type Reply } from './support/http';
import { expect, test } from './support/test';

function policyOf(reply: Reply): Map<string, string[]> {
  const header = String(reply.headers['content-security-policy'] ?? '');
  return new Map(
    header
      .split(';')
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources]),
  );
}

function expectSafe(reply: Reply, what: string): void {
  const header = String(reply.headers['content-security-policy'] ?? '');
  expect(header, what).not.toMatch(/'unsafe-inline'|'unsafe-eval'/);
  const policy = policyOf(reply);
  expect(policy.get('default-src'), what).toEqual(["'none'"]);
  expect(policy.get('base-uri'), what).toEqual(["'none'"]);
  expect(policy.get('frame-ancestors'), what).toEqual(["'none'"]);
  expect(policy.get('form-action'), what).toBeDefined();
  expect(reply.headers['x-content-type-options'], what).toBe('nosniff');
  expect(reply.headers['referrer-policy'], what).toBe('no-referrer');
  expect(reply.headers['cross-origin-opener-policy'], what).toBe('same-origin');
  expect(reply.headers['cross-origin-resource-policy'], what).toBe('same-origin');
  expect(reply.headers['server'], what).toBeUndefined();
  expect(reply.headers['x-powered-by'], what).toBeUndefined();
}

/** Expects the nonce of a response only in `nonce=` attributes. Elsewhere it could be read or reused. */
function expectNonceKeptApart(reply: Reply, what: string): void {
  const nonce = /'nonce-([^']+)'/.exec(String(reply.headers['content-security-policy']))?.[1];
  if (!nonce) return;
  expect(reply.text.replaceAll(`nonce="${nonce}"`, ''), what).not.toContain(nonce);
}

test('every kind of reply carries the security headers', async ({ server, keys, session }) => {
  const cookie = session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const pages = ['/login', '/setup', keys.path(), keys.path('/new'), '/nowhere', '/credentials/x', '/pkg/nothing.js', '/'];
  for (const path of pages) {
    for (const headers of [{}, { cookie }]) {
      const reply = await send(server.origin + path, { headers: { accept: 'text/html', ...headers } });
      expectSafe(reply, path);
      expectNonceKeptApart(reply, path);
    }
  }
  expectSafe(await send(`${server.origin}/v1/verify`, { method: 'POST' }), 'a verification without a verifier');
  expectSafe(await postForm(`${server.origin}/login`, {}, { 'sec-fetch-site': 'cross-site' }), 'a refused cross-site post');
});

test('each reply has a nonce of its own', async ({ server, keys, session }) => {
  const cookie = session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const policies = new Set<string>();
  for (let visit = 0; visit < 3; visit += 1) {
    const reply = await send(server.origin + keys.path(), { headers: { cookie, accept: 'text/html' } });
    expect(reply.status).toBe(200);
    policies.add(String(reply.headers['content-security-policy']));
  }
  expect(policies.size).toBe(3);
});

test('pages of an account and of links are not cached', async ({ server, keys, label, session }) => {
  const link = await keys.generate(label);
  const cookie = session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const replies = {
    'the list': await send(server.origin + keys.path(), { headers: { cookie, accept: 'text/html' } }),
    'a pending link': await send(link),
    'its head': await send(link, { method: 'HEAD' }),
    'an opened link': await send(link, { method: 'POST', headers: sameSite(server.origin) }),
    'a link visited again': await send(link),
    'a link pressed again': await send(link, { method: 'POST', headers: sameSite(server.origin) }),
    'an unknown link': await send(`${server.origin}/credentials/${'0'.repeat(43)}`),
  };
  server.secrets.rememberIn(replies['an opened link'].text);
  expect(replies['an opened link'].text).toMatch(/kdt_[0-9A-Za-z]{49}/);
  for (const [what, reply] of Object.entries(replies)) expect(String(reply.headers['cache-control']), what).toContain('no-store');
});

test("the recipient's page allows one script and nothing that runs code from text, and asks not to be indexed", async ({
  server,
  keys,
  label,
}) => {
  const link = await keys.generate(label);
  for (const reply of [await send(link), await send(`${server.origin}/credentials/x`)]) {
    expectSafe(reply, 'link page');
    expect(policyOf(reply).get('default-src')).toEqual(["'none'"]);
    expect(String(reply.headers['content-security-policy'])).not.toContain('wasm-unsafe-eval');
    expect(String(reply.headers['x-robots-tag'])).toContain('noindex');
    expect(reply.text).not.toContain('.wasm');
  }
});

test('verification is answered to nobody without a verifier, and its answers are not stored', async ({ server }) => {
  const asked = { appKey: 'appkey-acme-00000000', appToken: 'x' };
  const body = JSON.stringify(asked);
  const json = { 'content-type': 'application/json' };
  for (const authorization of [undefined, '', 'Bearer', 'Bearer x', `Bearer kdv_${'0'.repeat(49)}`, 'Basic eDp5']) {
    const reply = await send(`${server.origin}/v1/verify`, { method: 'POST', headers: { ...json, authorization }, body });
    expect(reply.status, authorization).toBe(401);
    expect(reply.text, authorization).not.toContain('allowed');
  }
  const authorization = `Bearer ${await server.verifierSecret()}`;
  const reply = await send(`${server.origin}/v1/verify`, { method: 'POST', headers: { ...json, authorization }, body });
  expect(JSON.parse(reply.text)).toMatchObject({ allowed: false, reason: 'unknown_token' });
  expect(String(reply.headers['cache-control'])).toContain('no-store');
});

test('verification takes the credentials from headers as well', async ({ server, keys, label, openLink }) => {
  const { appKey, appToken } = await openLink(await keys.generate(label));
  const authorization = `Bearer ${await server.verifierSecret()}`;
  const ask = (headers: Record<string, string>) =>
    send(`${server.origin}/v1/verify`, { method: 'POST', headers: { authorization, ...headers } });
  const good = await ask({ 'x-api-appkey': appKey, 'x-api-apptoken': appToken });
  expect(JSON.parse(good.text)).toMatchObject({ allowed: true, key: appKey });
  const bad = await ask({ 'x-api-appkey': appKey, 'x-api-apptoken': `${appToken.slice(0, -1)}!` });
  expect(JSON.parse(bad.text)).toMatchObject({ allowed: false, reason: 'unknown_token' });
});

test('scripts have an address for each build', async ({ server, keys }) => {
  const link = await keys.generate('scripts');
  for (const page of [link, `${server.origin}/login`]) {
    const script = /<script[^>]* src="([^"]+)"/.exec((await send(page)).text)?.[1] ?? '';
    expect(script, page).toMatch(/^\/pkg\/share\.[0-9a-f]{16}\.js$/);
    const control = async (path: string) => (await send(server.origin + path)).headers['cache-control'];
    expect(await control(script)).toContain('immutable');
    expect(await control(script.replace(/[0-9a-f]{16}/, '0123456789abcdef')), 'of another build').toContain('no-store');
  }
});

test('with a clock before 1970 the server says so and does not start', async ({ ownServer }) => {
  const server = await ownServer();
  await server.pause();
  await expect(server.resume('-66y')).rejects.toThrow("The system's clock is set to a time before 1970");
  expect(server.log).not.toContain('panicked');
});
