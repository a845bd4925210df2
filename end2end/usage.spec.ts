// The page of a key, and the decision to delete an old token.

import { expectCopyAccessible } from './support/accessible';
import { expect, test } from './support/test';

test('the page of a key tells what is known of the use of its tokens', async ({ keys, label, openLink, page, server }) => {
  const first = await openLink(await keys.generate(label));
  await server.verification(first);
  await keys.renew(label);
  // The server writes down every five seconds what it counted.
  await expect(async () => {
    await keys.open();
    await expect(keys.row(label)).toContainText('Last used just now', { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await keys.row(label).getByRole('link', { name: label, exact: true }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(label);
  const [newToken, oldToken] = ['New token', 'Old token'].map((name) => page.getByRole('region', { name, exact: true }));
  await expect(oldToken!).toContainText('Last used just now');
  await expect(oldToken!).toContainText('The old token was used once in the last 24 hours, just now');
  await expect(oldToken!.getByRole('img', { name: 'Requests in the last 24 hours: 1 request' })).toBeVisible();
  await expect(newToken!.getByRole('img', { name: 'Requests in the last 24 hours: 0 requests' })).toBeVisible();
  await oldToken!.getByText('Show as a table').first().click();
  await expect(oldToken!.getByRole('table', { name: 'Requests in the last 24 hours' }).getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('region', { name: 'Single-access links' })).toContainText('Issued with the key');
  await expect(page.getByRole('region', { name: 'Audit events' })).toContainText('Generated the key');
  await expectCopyAccessible(page, 'the page of a key');

  await page.getByLabel('Delete it when unused for days:').fill('30');
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(keys.row(label)).toContainText('The old token is deleted once it has not been used for 30 days.');
  await keys.row(label).getByRole('link', { name: label, exact: true }).click();
  await page.getByRole('button', { name: 'Keep it until I delete it' }).click();
  await expect(keys.row(label)).not.toContainText('is deleted once');
});

test('a token that is in use is deleted only if the box is ticked', async ({ keys, label, openLink, page, server, watch }) => {
  watch.expect(422);
  const first = await openLink(await keys.generate(label));
  await keys.renew(label);
  for (let time = 0; time < 3; time += 1) await server.verification(first);
  await keys.choose(label, 'Delete old token');
  await expect(keys.dialog).toContainText('The old token was used 3 times in the last 24 hours, last just now');
  await expectCopyAccessible(page, 'the dialog about a token in use');
  await keys.press('Delete');
  await expect(keys.dialog).toContainText('Tick the box to confirm.');
  expect(await server.verdict(first)).toBe('allowed');
  await keys.inUse.check();
  await keys.press('Delete');
  await expect(keys.dialog).toBeHidden();
  expect(await server.verdict(first)).toBe('token_revoked');

  // The deleted token is still sent.
  // Other tests leave such tokens, too.
  const notice = page.getByRole('status').filter({ hasText: 'Deleted tokens are still sent.' }).getByRole('listitem').filter({ hasText: label });
  await expect(async () => {
    await keys.open();
    await expect(notice).toContainText(label, { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await notice.getByRole('link', { name: label, exact: true }).click();
  await expect(page.getByText('Sent once since then, just now.')).toBeVisible();
  await expectCopyAccessible(page, 'the page of a key with a dead token');
  await page.getByRole('button', { name: 'Dismiss notice' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Notice dismissed.' })).toBeVisible();
  await keys.open();
  await expect(keys.row(label)).toBeVisible();
  await expect(notice).toHaveCount(0);
});

test('the old token of a renewed key can go when it is unused', async ({ keys, label, openLink, page }) => {
  await openLink(await keys.generate(label));
  await keys.startRenewal(label);
  const group = keys.dialog.getByRole('group', { name: 'Delete the old token' });
  await expect(group.getByRole('radio', { name: 'Later', exact: true })).toBeChecked();
  await group.getByRole('radio', { name: 'When unused', exact: true }).check();
  await expect(keys.dialog.getByLabel('Days without use, 1 to 90')).toHaveValue('7');
  await expectCopyAccessible(page, 'the choice when the old token goes');
  await keys.confirm('Complete');
  await expect(keys.row(label)).toContainText('The old token is deleted once it has not been used for 7 days.');
  await keys.undoRenewal(label);
  await expect(keys.row(label)).not.toContainText('is deleted once');
});
