// External keys: keys of another account that get roles in this one.

import { expectCopyAccessible } from './support/accessible';
import { Keydesk } from './support/keydesk';
import { SignInPage } from './support/entry-pages';
import { expect, test } from './support/test';

test("another account's key is added, given other roles and removed", async ({ browse, hydrated, watch }) => {
  watch.expect(422);
  // A separate demo, because this test changes data: `acme` has keys, and `bravo` adds one.
  const { server, printed } = await Keydesk.demo();
  try {
    const password = /password:?\s+(.+)$/im.exec(printed)![1]!.trim();
    const acme = await browse();
    await acme.goto(`${server.origin}/login`);
    await new SignInPage(acme).signIn({ email: 'owner@acme.example', password });
    const row = acme.getByRole('row').filter({ hasText: 'Marketplace A' });
    const appKey = await row.locator('.mono').innerText();

    const page = await browse();
    await page.goto(`${server.origin}/login`);
    await new SignInPage(page).signIn({ email: 'owner@bravo.example', password });
    await page.getByRole('navigation', { name: 'API keys' }).getByRole('link', { name: /^External/ }).click();
    await expect(page.getByText('No external keys')).toBeVisible();
    await expectCopyAccessible(page, 'no external keys');

    await page.getByRole('link', { name: 'Add key', exact: true }).click();
    await page.getByRole('textbox', { name: 'External key identification' }).fill('appkey-nobody-00000000');
    await page.getByRole('checkbox', { name: 'Tickets', exact: true }).check();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByText('This key does not exist.')).toBeVisible();
    await expect(page.getByRole('checkbox', { name: 'Tickets', exact: true })).toBeChecked();
    await expectCopyAccessible(page, 'a key that is refused');
    await page.getByRole('textbox', { name: 'External key identification' }).fill(appKey);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Key added.' }), 'it is read out').toBeFocused();
    if (hydrated) await expect(page, 'and not said again by a reload').not.toHaveURL(/done/);
    const added = page.getByRole('table', { name: 'External keys' }).getByRole('row').filter({ hasText: appKey });
    await expect(added).toContainText('Owner: acme');
    await expect(added).toContainText('Tickets');
    await expect(added).toContainText('Active');
    await expectCopyAccessible(page, 'external keys');

    await added.getByRole('link', { name: 'Edit Marketplace A' }).click();
    await page.getByRole('checkbox', { name: 'Tickets', exact: true }).uncheck();
    await page.getByRole('checkbox', { name: 'Venue', exact: true }).check();
    await expectCopyAccessible(page, 'editing');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(added).toContainText('Venue');
    await expect(added).not.toContainText('Tickets');

    await added.getByRole('link', { name: 'Remove Marketplace A' }).click();
    await expectCopyAccessible(page, 'removing');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(page.getByText('No external keys')).toBeVisible();
    await expect(row).toBeVisible();
  } finally {
    await server.stop();
  }
});

test('external keys show the status that their owner gives them', async ({ demo, browse, hydrated }) => {
  const page = await browse(demo.session);
  await page.goto(`${demo.server.origin}/${demo.owner.account}/api-keys/external`);
  const table = page.getByRole('table', { name: 'External keys' });
  const row = (label: string) => table.getByRole('row').filter({ hasText: label });
  await expect(row('Season passes')).toContainText(`Owner: ${demo.otherAccount}`);
  await expect(row('Season passes')).toContainText('Orders - read only');
  await expect(row('Season passes')).toContainText('Active');
  await expect(row('Press accreditation')).toContainText('Inactive');
  await expectCopyAccessible(page, 'three external keys');

  await page.getByRole('combobox', { name: 'Status', exact: true }).selectOption('Inactive');
  if (!hydrated) await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(row('Season passes')).toBeHidden();
  await expect(row('Press accreditation')).toBeVisible();
  await expect(page).toHaveURL(/status=inactive/);
  await expect(page.getByRole('button', { name: 'Apply', exact: true })).toBeVisible({ visible: !hydrated });
  if (hydrated) {
    // The list updates while the user types, as on the *Generated* tab. The field keeps its text and the focus.
    const search = page.getByRole('searchbox', { name: 'Search' });
    await search.pressSequentially('nothing like it');
    await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible();
    await expect(search).toBeFocused();
    await expect(search).toHaveValue('nothing like it');
    await expect(page.getByRole('search').getByRole('status').filter({ hasText: 'No key matches' })).toBeAttached();
    await search.fill('');
    await expect(row('Press accreditation')).toBeVisible();
  }
  await page.goto(`${demo.server.origin}/${demo.owner.account}/api-keys/external?statuss=inactive`);
  await expect(page.getByText('an unknown filter')).toBeVisible();
  await expect(row('Season passes'), 'a filter that is not understood shows no key').toBeHidden();
});

test('shortcuts and the progress of an export work there too, where scripts run', async ({ demo, browse, hydrated }) => {
  const page = await browse(demo.session);
  await page.goto(`${demo.server.origin}/${demo.owner.account}/api-keys/external`);
  const help = page.getByRole('button', { name: 'Keyboard shortcuts' });
  const search = page.getByRole('searchbox', { name: 'Search' });
  if (!hydrated) {
    await expect(help).toBeHidden();
    await expect(search).toBeVisible();
    return;
  }
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await search.blur();
  await help.click();
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog).toContainText('Add key');
  await page.keyboard.press('Escape');

  let go = () => {};
  const waiting = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/export_keys?**', async (route) => {
    await waiting;
    await route.continue();
  });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      await page.getByRole('link', { name: 'Export' }).click();
      await expect(page.locator('#export')).toHaveAttribute('aria-busy', 'true');
      await expect(page.locator('#export')).toHaveText(/^Exporting/);
      go();
    })(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
  await page.keyboard.press('g');
  await expect(page.getByRole('textbox', { name: 'External key identification' })).toBeVisible();
});
