// The main job on a Keydesk that already runs, without a browser. `.ci/test-packages` bundles this with esbuild and runs it in Node.
//
// set-up ORIGIN FILE LINK      creates the first account by the link of the log, and remembers the session in FILE
// first-key ORIGIN FILE SECRET generates a key, opens its link, verifies with a verifier's secret, renews, and remembers both tokens
// again ORIGIN FILE SECRET     the session and both tokens still work

import { readFileSync, writeFileSync } from 'node:fs';
import { cookiesOf, formIn, postForm, send, type Reply } from './support/http';

interface Remembered {
  cookie: string;
  appKey: string;
  tokens: string[];
}

const [what, origin = '', file = '', given = ''] = process.argv.slice(2);

function only(reply: Reply, status: number, what: string): Reply {
  if (reply.status !== status) throw new Error(`${what} answered ${reply.status}, not ${status}:\n${reply.text.slice(0, 3000)}`);
  return reply;
}

function first(text: string, pattern: RegExp, what: string): string {
  const found = pattern.exec(text)?.[0];
  if (!found) throw new Error(`There is no ${what} in:\n${text.slice(0, 3000)}`);
  return found;
}

const remembered = (): Remembered => JSON.parse(readFileSync(file, 'utf8')) as Remembered;
const remember = (state: Remembered) => writeFileSync(file, JSON.stringify(state), { mode: 0o600 });

async function setUp(): Promise<void> {
  const form = formIn(only(await send(given), 200, 'The set-up page').text, given, 'Create account');
  // The configured origin may be another one than the address under test.
  const action = new URL(new URL(form.action).pathname, origin).href;
  const fields = { ...form.fields, account: 'acme', email: 'owner@example.com', password: 'a long enough password 7' };
  remember({ cookie: cookiesOf(only(await postForm(action, fields), 303, 'Set-up')), appKey: '', tokens: [] });
}

/** Opens a link as its recipient does. */
async function open(page: string): Promise<{ appKey: string; token: string }> {
  const link = new URL(first(page, /\/credentials\/[0-9A-Za-z]{43}/, 'link'), origin).href;
  only(await send(link), 200, 'The page of the link');
  const opened = only(await postForm(link, {}), 200, 'Opening the link').text;
  return { appKey: first(opened, /appkey-acme-[0-9A-Z]{8}/, 'app key'), token: first(opened, /kdt_[0-9A-Za-z]{49}/, 'token') };
}

async function verify(appKey: string, appToken: string): Promise<void> {
  const headers = { authorization: `Bearer ${given}`, 'content-type': 'application/json' };
  const reply = await send(`${origin}/v1/verify`, { method: 'POST', headers, body: JSON.stringify({ appKey, appToken }) });
  const answer = JSON.parse(only(reply, 200, '/v1/verify').text) as { allowed: boolean; reason?: string };
  if (!answer.allowed) throw new Error(`/v1/verify says no: ${answer.reason}`);
}

async function firstKey(): Promise<void> {
  const { cookie } = remembered();
  const list = `${origin}/acme/api-keys/generated`;
  const dialog = formIn(only(await send(`${list}/new`, { headers: { cookie } }), 200, 'Generate key').text, list, 'name="label"');
  const generated = only(await postForm(dialog.action, { ...dialog.fields, label: 'ERP' }, { cookie }), 200, 'Generating');
  const { appKey, token } = await open(generated.text);
  await verify(appKey, token);
  const row = formIn(only(await send(list, { headers: { cookie } }), 200, 'The list').text, list, 'name="version"');
  if (!row.action.endsWith('/renew')) throw new Error(`This form renews nothing: ${row.action}`);
  const renewed = only(await postForm(row.action, row.fields, { cookie }), 200, 'Renewing');
  remember({ cookie, appKey, tokens: [token, (await open(renewed.text)).token] });
  await again();
}

async function again(): Promise<void> {
  const { cookie, appKey, tokens } = remembered();
  for (const token of tokens) await verify(appKey, token);
  const list = only(await send(`${origin}/acme/api-keys/generated`, { headers: { cookie } }), 200, 'The list').text;
  if (!list.includes(appKey)) throw new Error('The list does not contain the key');
  const style = first(list, /\/pkg\/keydesk\.[0-9a-f]{16}\.css/, 'style sheet');
  only(await send(origin + style), 200, 'The style sheet');
}

const steps: Record<string, () => Promise<void>> = { 'set-up': setUp, 'first-key': firstKey, again };
await steps[what ?? '']!();
