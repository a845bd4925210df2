// The countdown and the clipboard, which need scripts, and the navigation of hydrated pages.

import { expect, test } from './support/test';
import { SharePage } from './support/share-page';

const clock = /\b\d{2}:\d{2}:\d{2}\b/;

test('countdowns run: in the dialog, in the row and on the recipient\'s page', async ({ keys, label, stranger }) => {
  await keys.openGenerate();
  await keys.label.fill(label);
  await keys.press('Generate');
  const link = await keys.shownLink();
  const share = await stranger(link);
  for (const place of [keys.dialog, share.page.locator('body')]) {
    const before = clock.exec(await place.innerText())?.[0];
    expect(before).toMatch(/^(24:00:00|23:5\d:\d\d)$/);
    await expect.poll(async () => clock.exec(await place.innerText())?.[0], { timeout: 15_000 }).not.toBe(before);
  }
  await keys.confirm('Close');
  await expect(keys.row(label)).toContainText(clock);
});

test('Copy puts exactly the link, the app key and the token into the clipboard', async ({ keys, label, browse, server, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await keys.openGenerate();
  await keys.label.fill(label);
  await keys.press('Generate');
  const link = await keys.shownLink();
  await keys.press('Copy');
  expect(await keys.page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await expect(keys.dialog.getByRole('button', { name: 'Copied', exact: true })).toBeVisible();
  await keys.confirm('Close');

  const page = await browse();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const share = new SharePage(page, server.secrets);
  await share.open(link);
  const { appKey, appToken } = await share.viewToken();
  await expect(page.getByRole('button', { name: /^Copy/ })).toHaveCount(2);
  for (const [name, expected] of [
    ['Copy app key', appKey],
    ['Copy app token', appToken],
  ] as const) {
    await page.getByRole('button', { name, exact: true }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(expected);
  }
});

test('the app key in a row is copied by the button beside it, also where browsers have no clipboard', async ({ keys, label, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await keys.generate(label);
  const button = keys.row(label).getByRole('button', { name: /^Copy appkey-/ });
  const appKey = (await button.getAttribute('data-clip'))!;
  expect(await keys.row(label).innerText()).toContain(appKey);
  const copied = page.getByRole('status').filter({ hasText: /^Copied$/ });
  await button.click();
  await expect(copied).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(appKey);
  await page.evaluate(() => navigator.clipboard.writeText('something else'));
  const read = await page.evaluateHandle(() => {
    const { clipboard } = navigator;
    Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
    return () => clipboard.readText();
  });
  await expect(copied).toBeHidden();
  await button.click();
  await expect(copied).toBeAttached();
  expect(await read.evaluate((readText) => readText())).toContain(appKey);
});

test('with scripts the whole main job happens without loading another page', async ({ keys, label, page, openLink }) => {
  await page.evaluate(() => ((window as unknown as { stays: boolean }).stays = true));
  await openLink(await keys.generate(label));
  await keys.deactivate(label);
  await expect(page.locator('.toasts[role=status]')).toContainText('The key is inactive.');
  await keys.activate(label);
  await keys.choose(label, 'Edit');
  await keys.label.fill(`${label} edited`);
  await keys.confirm('Save');
  await expect(keys.row(`${label} edited`)).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { stays?: boolean }).stays)).toBe(true);
});

test('a dialog has an address of its own: it can be opened directly, left with Back and entered again', async ({ keys, label, page }) => {
  await keys.generate(label);
  await keys.choose(label, 'Edit');
  const address = page.url();
  await page.goBack();
  await expect(keys.dialog).toBeHidden();
  await page.goForward();
  await expect(keys.label).toHaveValue(label);
  await page.goto(address);
  await keys.ready();
  await expect(keys.label).toHaveValue(label);
  await keys.confirm('Cancel');
  await expect(page).toHaveURL(new RegExp(`${keys.path()}$`));
});

test('a link that was shown is gone with its dialog, also for Back and reload', async ({ keys, label, page, server }) => {
  await keys.generate(label);
  for (const again of [() => page.goBack(), () => page.reload(), () => page.goForward()]) {
    await again();
    expect(server.secrets.foundIn(await page.content())).toEqual([]);
  }
});
