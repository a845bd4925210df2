// *Export*: downloads by keyboard and mouse, with and without scripts.

import { expectAccessible, expectCopyAccessible } from './support/accessible';
import { SignInPage } from './support/entry-pages';
import { exportButton as button, expectWorkbook } from './support/export';
import { KeysPage } from './support/keys-page';
import { expect, sessionOf, test } from './support/test';

test('keys are exported from both tabs, with the mouse and the keyboard', async ({ keys, page, owner, label, hydrated }) => {
  await keys.generate(label);
  await keys.open();
  const [clicked] = await Promise.all([page.waitForEvent('download'), button(page).click()]);
  await expectWorkbook(clicked, owner.account);
  if (hydrated) await expect(page.getByText('The file was downloaded.')).toBeAttached();
  await expect(button(page)).toHaveText('Export');

  await button(page).focus();
  const [typed] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  await expectWorkbook(typed, owner.account);
  await expect(keys.row(label)).toBeVisible();
  await expect(button(page)).toBeFocused();

  await page.getByRole('navigation', { name: 'API keys' }).getByRole('link', { name: /^External/ }).click();
  await expect(page.getByText('No external keys')).toBeVisible();
  const [external] = await Promise.all([page.waitForEvent('download'), button(page).click()]);
  await expectWorkbook(external, owner.account);
});

test('a filtered list offers all keys and those that it found, and says which are which', async ({ keys, page, owner, label, hydrated }) => {
  await keys.generate(label);
  await keys.open(`?q=${encodeURIComponent(label)}`);
  const found = page.getByRole('link', { name: 'Export this one', exact: true });
  const [some] = await Promise.all([page.waitForEvent('download'), found.click()]);
  await expectWorkbook(some, owner.account, '-filtered');
  await expect(found).toHaveText('Export this one');
  const [all] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export all', exact: true }).click()]);
  await expectWorkbook(all, owner.account);
  if (!hydrated) return;
  await page.getByRole('searchbox', { name: 'Search' }).fill('no key is called so');
  await expect(found).toBeHidden();
  await expect(page.getByRole('link', { name: 'Export all', exact: true })).toBeVisible();
});

test('the button stands beside the one that makes a key, and both are accessible', async ({ keys, page, hydrated }) => {
  await keys.open();
  const [left, right] = [await button(page).boundingBox(), await page.getByRole('button', { name: 'Generate key' }).boundingBox()];
  expect(left!.x + left!.width).toBeLessThan(right!.x);
  expect(Math.abs(left!.y - right!.y)).toBeLessThan(2);
  await (hydrated ? expectAccessible : expectCopyAccessible)(page, 'the list with its export');
});

test('a user who was signed out meanwhile is led to sign in, and then back to the list', async ({ browse, server, owner, hydrated }) => {
  const page = await browse();
  await page.goto(`${server.origin}/login`);
  await new SignInPage(page).signIn(owner);
  const keys = new KeysPage(page, server, owner.account, hydrated);
  await keys.ready();
  await page.context().clearCookies();
  await button(page).click();
  await new SignInPage(page).signIn(owner);
  await keys.ready();
  expect(new URL(page.url()).pathname).toBe(keys.path());
});

test('an export that is refused says why', async ({ ownServer, owner, browse, watch, hydrated }) => {
  watch.expect(429);
  const server = await ownServer();
  await server.setUp(owner);
  const cookie = await server.signIn(owner);
  const address = `${server.origin}/api/export_keys?account=${owner.account}`;
  const page = await browse(sessionOf(server, cookie));
  const keys = new KeysPage(page, server, owner.account, hydrated);
  await keys.open();
  // Uses up the rate limit for exports: as many as one IP address may make in a minute.
  let tries = 0;
  while ((await fetch(address, { headers: { cookie } })).ok && tries < 60) tries += 1;
  await button(page).click();
  await expect(page.getByRole('heading', { name: 'Not exported' })).toBeVisible();
  await expect(page.getByText(/^Too many attempts\. Wait \d+ seconds? and try again\.$/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Audit log' }), 'in the frame').toBeVisible();
  await expectCopyAccessible(page, 'not exported');
  await page.getByRole('link', { name: 'Back to the keys' }).click();
  await keys.ready();
  await expect(button(page)).toHaveText('Export');
});
