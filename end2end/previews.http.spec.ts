// Requests by chat previews, mail scanners and prefetching browsers never open a link.

import { send } from './support/http';
import { expect, test } from './support/test';

const lookers = [
  'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  'Slack-ImgProxy (+https://api.slack.com/robots)',
  'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5',
  'Mozilla/5.0 (compatible; MicrosoftPreview/2.0; +https://aka.ms/MicrosoftPreview)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 SafeLinks',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'WhatsApp/2.23.20.0',
  'TelegramBot (like TwitterBot)',
  'Discordbot/2.0; +https://discordapp.com',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
];
const methods = ['GET', 'HEAD', 'OPTIONS'];

test('three hundred looks by link previews and scanners open nothing', async ({ keys, label, server, openLink }) => {
  const link = await keys.generate(label);
  for (let round = 0; round < 10; round += 1) {
    const replies = await Promise.all(
      lookers.flatMap((agent) =>
        methods.map((method) =>
          send(link, { method, headers: { 'user-agent': agent, accept: '*/*', 'sec-purpose': round % 2 ? 'prefetch' : undefined } }),
        ),
      ),
    );
    for (const { text } of replies) expect(text).not.toMatch(/kdt_[0-9A-Za-z]{49}/);
  }
  await keys.open();
  await expect(keys.row(label)).toContainText('Link not opened yet');
  expect(await server.verdict(await openLink(link))).toBe('allowed');
});

test('other methods than POST open nothing either', async ({ keys, label, openLink, server }) => {
  const link = await keys.generate(label);
  for (const method of ['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND']) {
    const reply = await send(link, { method });
    expect(reply.status, method).toBe(405);
    expect(reply.text, method).not.toMatch(/kdt_[0-9A-Za-z]{49}/);
  }
  expect(await server.verdict(await openLink(link))).toBe('allowed');
});
