// Double clicks and repeated Enter on a slow network. The response is shown only once and must not get lost.

import { slowly } from './support/slow';
import { expect, test } from './support/test';

test('View token, clicked twice, shows the token', async ({ keys, label, server, stranger }) => {
  const share = await stranger(await keys.generate(label));
  await slowly(share.page);
  await share.viewTokenButton.dblclick();
  await expect(share.appToken).toBeVisible();
  const credentials = { appKey: await share.appKey.inputValue(), appToken: await share.appToken.inputValue() };
  server.secrets.rememberIn(credentials.appToken);
  expect(await server.verdict(credentials)).toBe('allowed');
  await keys.open();
  await expect(keys.row(label)).not.toContainText(/visited again/i);
});

test('Enter, pressed twice in Generate key, makes one key and shows its link', async ({ keys, label, openLink, page, server }) => {
  await keys.openGenerate();
  await keys.label.fill(label);
  await slowly(page);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const link = await keys.shownLink();
  expect(await server.verdict(await openLink(link))).toBe('allowed');
  await keys.open();
  await expect(keys.row(label)).toHaveCount(1);
});
