// Sixteen concurrent requests for *View token*: exactly one of them gets the token.

import { sameSite, send } from './support/http';
import { Recorder, renewing } from './support/recorder';
import { expect, test } from './support/test';

const token = /kdt_[0-9A-Za-z]{49}/;

test('of sixteen racing openings of one link exactly one shows the token', async ({ keys, label, server }) => {
  for (let round = 1; round <= 10; round += 1) {
    const link = await keys.generate(`${label} round ${round}`);
    const replies = await Promise.all(
      Array.from({ length: 16 }, () => send(link, { method: 'POST', headers: sameSite(server.origin) })),
    );
    const winners = replies.filter(({ text }) => token.test(text));
    expect(winners.length, `round ${round}: ${replies.map(({ status }) => status)}`).toBe(1);

    const appToken = token.exec(winners[0]!.text)![0];
    server.secrets.rememberIn(appToken);
    const appKey = /appkey-acme-[0-9A-Z]{8}/.exec(winners[0]!.text)![0];
    expect(await server.verdict({ appKey, appToken })).toBe('allowed');
    for (const loser of replies.filter((reply) => reply !== winners[0])) expect(loser.text).toContain('This link was opened at');
  }
});

test('of sixteen racing renewals by one form one succeeds, its answer comes three times, and the key has never more than two tokens', async ({
  keys,
  label,
  server,
  openLink,
  page,
}) => {
  const first = await openLink(await keys.generate(label));
  await keys.open();
  // Blocks the POST of *Renew token* and sends it sixteen times instead.
  const recorder = new Recorder(page, renewing);
  await page.route('**/*', (route) => (route.request().method() === 'POST' ? route.abort('aborted') : route.continue()));
  await keys.menuButton(label).click();
  await page.getByRole('menuitem', { name: 'Renew token' }).click();
  await expect.poll(() => recorder.count).toBe(1);
  const replies = await Promise.all(Array.from({ length: 16 }, () => recorder.repeat()));
  for (const { text } of replies) server.secrets.rememberIn(text);

  expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, ...Array(13).fill(409)]);
  const shown = replies.filter(({ status }) => status === 200).map(({ text }) => /https?:\/\/[^/"]+\/credentials\/[0-9A-Za-z]{43}/.exec(text)![0]);
  expect(new Set(shown).size).toBe(1);
  const [link] = shown as [string];
  const renewed = await openLink(link);
  expect(await server.verdict(first)).toBe('allowed');
  expect(await server.verdict(renewed)).toBe('allowed');
});
