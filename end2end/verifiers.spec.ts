// Verifiers in the settings: created, renewed with both secrets valid, bound to resources, and revoked.

import { expectCopyAccessible } from './support/accessible';
import { expectRefused } from './support/entry-pages';
import { send } from './support/http';
import type { Keydesk } from './support/keydesk';
import { expect, sessionOf, test, type Page } from './support/test';

/** The secret that the page shows. It must not appear in the log or the database. */
async function shownSecret(page: Page, server: Keydesk): Promise<string> {
  const secret = await page.getByRole('textbox', { name: 'Secret', exact: true }).inputValue();
  server.secrets.rememberIn(secret);
  expect(secret).toMatch(/^kdv_[0-9A-Za-z]{49}$/);
  return secret;
}

/** Whether Keydesk takes questions from a verifier with this secret. */
async function mayAsk(server: Keydesk, secret: string, resource?: string): Promise<boolean> {
  const question = { appKey: 'appkey-acme-00000000', appToken: 'kdt_short', resource };
  const { status } = await send(`${server.origin}/v1/verify`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(question),
  });
  return status === 200;
}

test('a verifier is created, renewed, edited and revoked', async ({ ownServer, owner, browse, watch }) => {
  test.slow();
  watch.expect(422);
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const follow = (name: string) => page.getByRole('link', { name, exact: true }).click();
  await page.goto(`${server.origin}/acme/roles/resources/new`);
  await page.getByRole('textbox', { name: 'Resource' }).fill('orders.view');
  await press('Add');

  await page.goto(`${server.origin}/acme/api-keys/settings`);
  await expect(page.getByText('None yet. Create one for each gateway or service')).toBeVisible();
  await follow('Create verifier');
  await press('Create verifier');
  await expectRefused(page.getByRole('textbox', { name: 'Name', exact: true }), 'Enter a name for the verifier.');
  await expectCopyAccessible(page, 'a verifier that is refused');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Gateway');
  // By keyboard: the field, the resource, Cancel, and the button.
  await page.getByRole('checkbox', { name: 'orders.view' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const first = await shownSecret(page, server);
  await expectCopyAccessible(page, 'a secret');
  expect([await mayAsk(server, first), await mayAsk(server, first, 'orders.view'), await mayAsk(server, 'kdv_none')]).toEqual([true, true, false]);
  await page.goto(page.url().replace(/\/verifiers\/new$/, ''));
  const row = page.getByRole('table', { name: 'Verifiers' }).getByRole('row').filter({ hasText: 'Gateway' });
  await expect(row).toContainText('All resources');
  await expect(page.getByText(first)).toHaveCount(0);

  await follow('Renew Gateway');
  await expectCopyAccessible(page, 'renewing a verifier');
  await press('Renew');
  const second = await shownSecret(page, server);
  await expect(page.getByText('The old secret stays valid.')).toBeVisible();
  await follow('Back to the settings');
  await expect(row).toContainText('Old secret still valid');
  await expectCopyAccessible(page, 'settings with verifiers');
  expect([await mayAsk(server, first), await mayAsk(server, second)]).toEqual([true, true]);

  await follow('Delete the old secret of Gateway');
  await expect(page.getByText('The new secret was last used just now.')).toBeVisible();
  await expectCopyAccessible(page, 'deleting an old secret');
  await press('Delete old secret');
  await expect(page.getByRole('status')).toHaveText('Old secret deleted. Only the new one is valid.');
  expect([await mayAsk(server, first), await mayAsk(server, second)]).toEqual([false, true]);

  await follow('Edit Gateway');
  await page.getByRole('checkbox', { name: 'orders.view' }).check();
  await expectCopyAccessible(page, 'editing a verifier');
  await press('Save');
  await expect(row).toContainText('orders.view');
  expect([await mayAsk(server, second, 'orders.view'), await mayAsk(server, second, 'orders.edit')]).toEqual([true, false]);

  await follow('Revoke Gateway');
  await expectCopyAccessible(page, 'revoking a verifier');
  expect(await mayAsk(server, second), 'looking revokes nothing').toBe(true);
  await press('Revoke');
  await expect(page.getByRole('status')).toHaveText('Verifier revoked. Its secrets are no longer valid.');
  await expect(row).toContainText('Revoked');
  await expect(row.getByRole('link')).toHaveCount(0);
  expect(await mayAsk(server, second)).toBe(false);
});

test("the operator's verifiers are listed and cannot be changed", async ({ ownServer, owner, browse }) => {
  const server = await ownServer();
  await server.setUp(owner);
  await server.command('verifier', 'create', '--name', 'Edge');
  await server.command('verifier', 'create', 'Branch', '--account', 'acme', '--resource', 'orders.view');
  const list = await server.command('verifier', 'list');
  expect(list.split('\n')[0]).toMatch(/^NAME +ID +ACCOUNTS +RESOURCES +CREATED +LAST USED +STATE$/);
  expect(list).toMatch(/"Branch" +[0-9a-z]{20} +acme +orders\.view +\S+ +never +valid/);
  expect(list).toMatch(/"Edge" +[0-9a-z]{20} +all +all /);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  await page.goto(`${server.origin}/acme/api-keys/settings`);
  const row = (name: string) => page.getByRole('table', { name: 'Verifiers' }).getByRole('row').filter({ hasText: name });
  await expect(row('Edge')).toContainText('All accounts');
  await expect(row('Edge').getByRole('link')).toHaveCount(0);
  await expect(row('Branch').getByRole('link')).toHaveCount(3);
  await expect(server.command('verifier', 'renew', 'Branch')).rejects.toThrow(/Say which: --account acme/);
  const renewed = await server.command('verifier', 'renew', 'Branch', '--account', 'acme');
  expect(renewed).toMatch(/shown only once:\nkdv_[0-9A-Za-z]{49}\n/);
  server.secrets.rememberIn(renewed);
  const [, id = ''] = /verifier delete-old (\S+)/.exec(renewed)!;
  expect(await server.command('verifier', 'delete-old', id)).toContain('Only the new one is valid.');
  expect(await server.command('verifier', 'revoke', 'Edge')).toContain('is revoked');
  await expect(server.command('verifier', 'revoke', 'Edge')).rejects.toThrow(/There is no valid verifier with the name or id "Edge"/);
  await page.reload();
  await expect(row('Edge')).toContainText('Revoked');
});
