// A scanner with a real browser: it runs scripts, waits, scrolls and moves the pointer, but clicks nothing.

import { expect, test } from './support/test';

test('a page that is left open with its scripts running opens nothing', async ({ keys, label, server, stranger, openLink }) => {
  const link = await keys.generate(label);
  const share = await stranger(link);
  for (let second = 0; second < 6; second += 1) {
    await share.page.mouse.move(100 + 90 * second, 80 * second);
    await share.page.mouse.wheel(0, 200);
    await share.page.keyboard.press('Tab');
    await share.page.waitForTimeout(1_000);
  }
  await expect(share.viewTokenButton).toBeVisible();
  await keys.open();
  await expect(keys.row(label)).toContainText('Link not opened yet');
  expect(await server.verdict(await openLink(link))).toBe('allowed');
});
