// Roles and the resources of an account.

import { expectCopyAccessible } from './support/accessible';
import { SignInPage, expectRefused } from './support/entry-pages';
import { Keydesk } from './support/keydesk';
import { expect, test } from './support/test';

test('a resource goes into a role, which is edited and deleted; a role in use stays', async ({ browse, watch }) => {
  test.slow();
  watch.expect(422);
  // A separate demo, because this test changes data.
  const { server, printed } = await Keydesk.demo();
  try {
    const password = /password:?\s+(.+)$/im.exec(printed)![1]!.trim();
    const page = await browse();
    await page.goto(`${server.origin}/login`);
    await new SignInPage(page).signIn({ email: 'owner@acme.example', password });
    await page.getByRole('navigation', { name: 'Account', exact: true }).getByRole('link', { name: 'Roles' }).click();
    const roles = page.getByRole('table', { name: 'Roles', exact: true });
    const row = (name: string) => roles.getByRole('row').filter({ hasText: name });
    await expect(row('Owner (Admin Super)')).toContainText('Predefined');
    await expect(row('Owner (Admin Super)').getByRole('link')).toHaveCount(0);
    await expectCopyAccessible(page, 'roles');

    await page.getByRole('link', { name: 'Add resource', exact: true }).click();
    const name = page.getByRole('textbox', { name: 'Resource' });
    await name.fill('keydesk.invoices.view');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expectRefused(name, /reserved for Keydesk\. Choose another name, such as my-api\.invoices\.view\./);
    await expectCopyAccessible(page, 'a resource that is refused');
    await name.fill('returns.view');
    await page.getByRole('textbox', { name: 'Description (optional)' }).fill('See what came back');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('status')).toHaveText('Resource added. You can now put it into a role.');
    const resource = page.getByRole('table', { name: 'Resources' }).getByRole('row').filter({ hasText: 'returns.view' });
    await expect(resource).toContainText('See what came back');

    await page.getByRole('link', { name: 'New role', exact: true }).click();
    await page.getByRole('textbox', { name: 'Role name' }).fill('finance');
    await page.getByRole('checkbox', { name: 'returns.view', exact: true }).check();
    await page.getByRole('checkbox', { name: 'View keys', exact: true }).check();
    await page.getByRole('button', { name: 'Create role', exact: true }).click();
    await expectRefused(page.getByRole('textbox', { name: 'Role name' }), 'A role named "Finance" already exists.');
    await expect(page.getByRole('checkbox', { name: 'returns.view', exact: true })).toBeChecked();
    await expectCopyAccessible(page, 'a role that is refused');
    await page.getByRole('textbox', { name: 'Role name' }).fill('Returns');
    await page.getByRole('button', { name: 'Create role', exact: true }).click();
    await expect(row('Returns')).toContainText('nobody');
    await expect(row('Returns')).toContainText('keydesk.keys.view');

    await row('Returns').getByRole('link', { name: 'Edit Returns' }).click();
    await page.getByRole('checkbox', { name: 'View keys', exact: true }).uncheck();
    await page.getByRole('textbox', { name: 'Role name' }).fill('Returns - read only');
    await expectCopyAccessible(page, 'editing a role');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(row('Returns - read only')).not.toContainText('keydesk.keys.view');

    await resource.getByRole('link', { name: 'Delete returns.view' }).click();
    await expect(page.getByText('Remove it from the role Returns - read only first.')).toBeVisible();
    await page.getByRole('link', { name: 'Back', exact: true }).click();
    await row('Returns - read only').getByRole('link', { name: /^Delete/ }).click();
    await expectCopyAccessible(page, 'deleting a role');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(row('Returns - read only')).toHaveCount(0);
    await resource.getByRole('link', { name: 'Delete returns.view' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(resource).toHaveCount(0);

    await row('Catalog').getByRole('link', { name: 'Delete Catalog' }).click();
    await expect(page.getByText(/This role is in use, so it cannot be deleted\. Remove it from the keys .* and \d+ more first\./)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Delete', exact: true })).toHaveCount(0);
    await expectCopyAccessible(page, 'a role in use');
    await page.getByRole('link', { name: 'Show generated keys with this role' }).click();
    await expect(page.getByRole('combobox', { name: 'Role', exact: true }).locator('option:checked')).toHaveText('Catalog');
    await expect(page.getByRole('button', { name: /^Actions for / }).first()).toBeVisible();
  } finally {
    await server.stop();
  }
});
