// The other actions of a key: deactivate, activate, edit and delete.

import { expectRefused } from './support/entry-pages';
import { sentences } from './support/sentences';
import { expect, test } from './support/test';

test('an inactive key is refused, and its token is good again once it is active', async ({ keys, label, server, openLink }) => {
  const credentials = await openLink(await keys.generate(label));
  await keys.open();
  await keys.deactivate(label);
  await expect(keys.row(label)).toContainText('Inactive');
  expect(await server.verdict(credentials)).toBe('key_inactive');
  await keys.expectOffered(label, ['Edit', 'Renew token', 'Activate', 'Delete key']);

  await keys.activate(label);
  await expect(keys.row(label)).not.toContainText('Inactive');
  expect(await server.verdict(credentials)).toBe('allowed');
});

test('a link can be opened while its key is inactive, and its token stays refused until the key is active', async ({
  keys,
  label,
  server,
  openLink,
}) => {
  const link = await keys.generate(label);
  await keys.deactivate(label);
  const credentials = await openLink(link);
  expect(await server.verdict(credentials)).toBe('key_inactive');
  await keys.activate(label);
  expect(await server.verdict(credentials)).toBe('allowed');
});

test('no role is chosen beforehand; the roles chosen are what verification goes by', async ({ keys, label, server, openLink }) => {
  await keys.openGenerate();
  for (const role of await keys.dialog.getByRole('checkbox').all()) await expect(role).not.toBeChecked();
  await keys.press('Cancel');

  const credentials = await openLink(await keys.generate(label, ['User administrator - RESTRICTED']));
  await expect(keys.row(label)).toContainText('User administrator - RESTRICTED');
  expect(await server.verdict({ ...credentials, resource: 'keydesk.keys.renew' })).toBe('allowed');
  expect(await server.verdict({ ...credentials, resource: 'keydesk.audit.view' })).toBe('resource_denied');
  expect(await server.verdict({ ...credentials, account: 'globex' })).toBe('account_denied');
});

test('editing changes the label, the roles and the status at once, and leaves the token alone', async ({
  keys,
  label,
  server,
  openLink,
}) => {
  const credentials = await openLink(await keys.generate(label, ['Owner (Admin Super)']));
  await keys.open();
  await keys.choose(label, 'Edit');
  await expect(keys.label).toHaveValue(label);
  await expect(keys.dialog.getByRole('checkbox', { name: 'Owner (Admin Super)', exact: true })).toBeChecked();
  await keys.label.fill(`${label} edited`);
  await keys.dialog.getByRole('checkbox', { name: 'Owner (Admin Super)', exact: true }).uncheck();
  await keys.confirm('Save');

  await expect(keys.row(`${label} edited`)).toBeVisible();
  expect(await server.verification(credentials)).toMatchObject({ allowed: true, label: `${label} edited`, roles: [] });
});

test('deleting a key needs the tick box; then its token is refused and its link is not found', async ({
  keys,
  label,
  server,
  openLink,
  stranger,
  watch,
}) => {
  watch.expect(404, 422);
  const old = await openLink(await keys.generate(label));
  const link = await keys.renew(label);

  await keys.choose(label, 'Delete key');
  await keys.press('Delete');
  await expectRefused(keys.dialog.getByRole('checkbox', { name: 'I understand that this action cannot be undone' }), sentences.notUnderstood);
  expect(await server.verdict(old)).toBe('allowed');

  await keys.dialog.getByRole('checkbox', { name: 'I understand that this action cannot be undone' }).check();
  // The token was used after the dialog had been opened, so its use has to be confirmed, too.
  await keys.press('Delete');
  await expectRefused(keys.inUse, sentences.notUnderstood);
  await keys.confirm('Delete');
  await expect(keys.row(label)).toHaveCount(0);
  expect(await server.verdict(old)).toBe('key_deleted');

  const share = await stranger(link);
  await expect(share.viewTokenButton).toHaveCount(0);
  const deleted = await share.page.locator('body').innerText();
  await share.open(`${server.origin}/credentials/${'0'.repeat(43)}`);
  expect(await share.page.locator('body').innerText()).toBe(deleted);
});

test('a dialog that is cancelled changes nothing', async ({ keys, label, server, openLink }) => {
  const credentials = await openLink(await keys.generate(label));
  await openLink(await keys.renew(label));
  await keys.open();
  for (const action of ['Edit', 'Delete old token', 'Deactivate', 'Delete key'] as const) {
    await keys.choose(label, action);
    await keys.confirm('Cancel');
  }
  await keys.expectOffered(label, ['Edit', 'Renew token', 'Delete old token', 'Deactivate', 'Delete key']);
  expect(await server.verdict(credentials)).toBe('allowed');
});
