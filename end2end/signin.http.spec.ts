// The redirects after sign-in, one by one: a browser would show only the last one.

import { formIn, postForm, send } from './support/http';
import { expect, test } from './support/test';

const elsewhere = [
  'https://evil.example/',
  'http:evil.example',
  '//evil.example/',
  '/\\evil.example/',
  '\\\\evil.example/',
  '/\t/evil.example/',
  '/\n/evil.example/',
  ' //evil.example/',
  'javascript:alert(1)',
  'evil.example',
];

test('signing in never leads to another site', async ({ server, owner }) => {
  for (const next of elsewhere) {
    const page = `${server.origin}/login?next=${encodeURIComponent(next)}`;
    const form = formIn((await send(page)).text, page, 'Sign in');
    const reply = await postForm(form.action, { ...form.fields, email: owner.email, password: owner.password });
    expect(reply.status, next).toBe(303);
    // `URL` resolves addresses as browsers do, including backslashes and tabs.
    expect(new URL(reply.headers.location!, page).origin, next).toBe(server.origin);
  }
});

test('cookies are out of reach for scripts, and other sites make a browser send only the one for looking', async ({ server, owner }) => {
  const page = `${server.origin}/login`;
  const form = formIn((await send(page)).text, page, 'Sign in');
  const reply = await postForm(form.action, { ...form.fields, email: owner.email, password: owner.password });
  const cookies = reply.headers['set-cookie'] ?? [];
  expect(cookies.map((cookie) => /SameSite=\w+/.exec(cookie)?.[0])).toEqual(['SameSite=Lax', 'SameSite=Strict', 'SameSite=Strict']);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/; *HttpOnly/i);
    expect(cookie).toMatch(/; *Path=\/(;|$)/i);
    expect(cookie).not.toMatch(/; *Domain=/i);
    expect(cookie.split('=')[0]).toContain(new URL(server.origin).port);
  }
});

test('after ten wrong passwords the address is locked for a while, however it is written', async ({ ownServer, owner }) => {
  const server = await ownServer();
  await server.setUp(owner);
  const page = `${server.origin}/login`;
  const form = formIn((await send(page)).text, page, 'Sign in');
  const attempt = (email: string, password: string) => postForm(form.action, { ...form.fields, email, password });
  for (let wrong = 0; wrong < 10; wrong += 1) {
    const email = wrong % 2 ? owner.email : owner.email.toUpperCase();
    expect((await attempt(email, `wrong password ${wrong}`)).status).toBe(401);
  }
  const locked = await attempt(` ${owner.email} `, owner.password);
  expect(locked.status).toBe(429);
  expect(locked.text).toContain('Too many attempts. Wait 15 minutes and try again.');
  expect(locked.headers['set-cookie']).toBeUndefined();
});
