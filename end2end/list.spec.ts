// Search, filters and order of the list, which are part of the address, with and without scripts.

import { expectAccessible, expectCopyAccessible } from './support/accessible';
import { KeysPage } from './support/keys-page';
import { expect, test } from './support/test';

test('a search finds names without case and accents, and its address can be shared', async ({ demo, browse, hydrated }) => {
  const page = await browse(demo.session);
  const keys = new KeysPage(page, demo.server, demo.owner.account, hydrated);
  await keys.open();
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('MARKETPLÂCE');
  if (!hydrated) await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(keys.rows).toHaveCount(2);
  await expect(keys.row('Marketplace A')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^2 keys$/ }), 'screen readers hear how many').toHaveCount(1);
  await expect(page.getByRole('link', { name: /^Generated \d+$/ })).toBeVisible();
  await expect(page).toHaveURL(/\?q=/);
  if (hydrated) await expect(search, 'whoever types keeps the focus').toBeFocused();
  await (hydrated ? expectAccessible : expectCopyAccessible)(page, 'a search');

  const other = await browse(demo.session);
  await other.goto(page.url());
  const there = new KeysPage(other, demo.server, demo.owner.account, hydrated);
  await there.ready();
  await expect(there.rows).toHaveCount(2);
  await expect(other.getByRole('searchbox', { name: 'Search' })).toHaveValue('MARKETPLÂCE');

  await other.goto(`${demo.server.origin}${there.path('?q=nothing-like-it')}`);
  await expect(other.getByRole('heading', { name: 'No key matches' })).toBeVisible();
  await expect(other.getByRole('status').filter({ hasText: /^0 keys$/ })).toHaveCount(1);
  await other.getByRole('link', { name: 'Clear search and filters' }).click();
  await expect(there.rows.first()).toBeVisible();
  await expect(other.getByRole('searchbox', { name: 'Search' })).toHaveValue('');
});

test('filters and order go together, and an unknown filter shows no key', async ({ demo, browse, hydrated }) => {
  const page = await browse(demo.session);
  const keys = new KeysPage(page, demo.server, demo.owner.account, hydrated);
  await keys.open();
  const choose = async (name: string, option: string) => {
    await page.getByRole('combobox', { name, exact: true }).selectOption(option);
    if (!hydrated) await page.getByRole('button', { name: 'Apply', exact: true }).click();
  };
  await choose('Status', 'Inactive');
  await expect(page).toHaveURL(/status=inactive/);
  await expect(keys.row('Load test')).toHaveCount(1);
  await expect(keys.row('ERP integration')).toHaveCount(0);
  await choose('Order', 'Name A to Z');
  await expect(page).toHaveURL(/status=inactive.*sort=name/);
  await expect(keys.rows.first()).toContainText('Label printer, hall 3');
  await expect(page.getByRole('columnheader', { name: 'Key / Name' })).toHaveAttribute('aria-sort', 'ascending');

  await page.goBack();
  if (!hydrated) await page.goBack();
  if (hydrated) await expect(page.getByRole('combobox', { name: 'Order', exact: true })).toHaveValue('newest');
  for (const [filter, name] of [['role=nosuch', 'role'], ['status=blue', 'status'], ['alert=blue', 'alert'], ['frm=2026-01-01', 'an unknown filter']]) {
    await keys.open(`?${filter}&page=900`);
    await expect(page.getByText(`so no keys are shown: ${name}. `)).toContainText('were ignored: page.');
    await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible();
    await expect(keys.rows).toHaveCount(0);
    await expect(page.getByRole('link', { name: /^Export/ })).toHaveCount(0);
  }
  await page.getByRole('link', { name: 'Clear search and filters' }).click();
  await expect(keys.rows.first()).toBeVisible();
  await keys.open('?sort=blue&page=900');
  await expect(page.getByText('were ignored: order, page.')).toBeVisible();
  await expect(keys.rows.first()).toBeVisible();
});

test('a click on the heading of a column sorts by it, and says so', async ({ demo, browse, hydrated }) => {
  const page = await browse(demo.session);
  const keys = new KeysPage(page, demo.server, demo.owner.account, hydrated);
  await keys.open('?status=inactive');
  const name = page.getByRole('columnheader', { name: 'Key / Name' });
  const created = page.getByRole('columnheader', { name: 'Created date' });
  await expect(created).toHaveAttribute('aria-sort', 'descending');
  await name.getByRole('link').click();
  await expect(page).toHaveURL(/status=inactive&sort=name$/);
  await expect(name).toHaveAttribute('aria-sort', 'ascending');
  await expect(created).not.toHaveAttribute('aria-sort');
  await expect(keys.rows.first()).toContainText('Label printer, hall 3');
  if (hydrated) await expect(name.getByRole('link'), 'the focus stays').toBeFocused();
  await name.getByRole('link').press('Enter');
  await expect(name).toHaveAttribute('aria-sort', 'descending');
  await expect(keys.rows.last()).toContainText('Label printer, hall 3');
  await expect(page.getByRole('rowheader').first()).toContainText('appkey-acme-');
  await page.getByRole('columnheader', { name: 'Status' }).getByRole('link').click();
  await expect(page).toHaveURL(/sort=active-first$/);
});

test('a printed list has no controls', async ({ demo, browse, hydrated }) => {
  const page = await browse(demo.session);
  const keys = new KeysPage(page, demo.server, demo.owner.account, hydrated);
  await keys.open('?alert=pending-deletion');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(keys.heading).toBeVisible();
  await expect(keys.page.getByRole('rowheader').first()).toBeVisible();
  await expect(page.locator('thead')).toBeVisible();
  for (const gone of ['.top', 'button', '.btn', '.tools', '.tabs', '.banner a', '.languages', '.toasts']) {
    await expect(page.locator(gone).filter({ visible: true }), gone).toHaveCount(0);
  }
  await expect(page.getByText('Alert: Pending deletion', { exact: true })).toBeVisible();
  await page.goto(`${demo.server.origin}/${demo.owner.account}/audit?user=owner&from=2020-01-01`);
  await expect(page.getByText('User: owner · From (UTC): 2020-01-01', { exact: true })).toBeVisible();
  await expect(page.locator('.filters')).toBeHidden();
  await keys.open('/new');
  await expect(page.locator('.veil')).toBeHidden();
  await expect(page.getByRole('rowheader').first()).toBeVisible();
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(ground, 'black on white').toBe('rgb(255, 255, 255)');
});

test('another account is searched for external keys', async ({ demo, browse }) => {
  const page = await browse(demo.session);
  await page.goto(`${demo.server.origin}/${demo.owner.account}/api-keys/external?q=x&alert=recommended`);
  await expect(page.getByText('so no keys are shown: alert.')).toBeVisible();
});
