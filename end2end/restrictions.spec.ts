// *Expires* and *Allowed addresses*: in *Generate key* and *Edit*, in rows, and in *Settings*.

import { expectAccessible, expectCopyAccessible } from './support/accessible';
import { expectRefused } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { expect, sessionOf, test } from './support/test';

/** The fields of the open dialog. */
function fields({ dialog }: KeysPage) {
  return {
    expires: dialog.getByRole('combobox', { name: 'Expires', exact: true }),
    lastDay: dialog.getByLabel('Last day', { exact: true }),
    addresses: dialog.getByRole('textbox', { name: 'Allowed addresses', exact: true }),
  };
}

/** A date in UTC, some days ahead: as forms take it, and as pages show it. */
function dayAhead(days: number): { typed: string; shown: string } {
  const day = new Date(Date.now() + days * 86_400_000);
  const month = day.toLocaleDateString('en-US', { month: 'short', timeZone: 'UTC' });
  return { typed: day.toISOString().slice(0, 10), shown: `${day.getUTCDate()} ${month} ${day.getUTCFullYear()}` };
}

test('a key is generated with an end and addresses, and its row says both', async ({ keys, label, hydrated }) => {
  const { expires, lastDay, addresses } = fields(keys);
  await keys.openGenerate();
  await expect(expires).toHaveValue('never');
  await expect(lastDay).toBeHidden();
  await (hydrated ? expectAccessible : expectCopyAccessible)(keys.page, 'generate with restrictions');
  await keys.label.fill(label);
  await expires.selectOption('In 90 days');
  await addresses.fill('10.0.0.0/8\n::ffff:192.0.2.7\n10.0.0.0/8');
  await keys.press('Generate');
  await keys.shownLink();
  await keys.confirm('Close');
  await expect(keys.row(label)).toContainText(`Expires on ${dayAhead(90).shown}`);
  await expect(keys.row(label)).toContainText('Only from 10.0.0.0/8, 192.0.2.7');

  await keys.choose(label, 'Edit');
  await expect(expires).toHaveValue('date');
  await expect(lastDay).toHaveValue(dayAhead(90).typed);
  await expect(addresses).toHaveValue('10.0.0.0/8\n192.0.2.7');
  await (hydrated ? expectAccessible : expectCopyAccessible)(keys.page, 'edit with restrictions');
  await lastDay.fill(dayAhead(12).typed);
  await addresses.fill('');
  await keys.confirm('Save');
  await expect(keys.row(label)).toContainText(/Expires in 1[23] days/);
  await expect(keys.row(label).locator('.badge')).toContainText([new RegExp(`Last day: ${dayAhead(12).shown} \\(UTC\\)`), /./]);
  await expect(keys.row(label)).not.toContainText('Only from');

  await keys.choose(label, 'Edit');
  await expires.selectOption('No end');
  await expect(lastDay).toBeHidden();
  await keys.confirm('Save');
  await expect(keys.row(label)).not.toContainText('Expires');
});

test('what is refused stays in its field with a sentence that says what to do', async ({ keys, label, watch }) => {
  watch.expect(422);
  const { expires, lastDay, addresses } = fields(keys);
  await keys.openGenerate();
  await keys.label.fill(label);
  await expires.selectOption('On a date');
  await lastDay.fill(dayAhead(-1).typed);
  await addresses.fill('192.0.2.0/24\n10.1.2.3/8');
  await keys.press('Generate');
  await expectRefused(lastDay, 'This day is over in UTC. Choose today or a later day. To stop the key now, make it inactive.');
  await expectRefused(addresses, 'Line 2: write 10.0.0.0/8 for the whole network, or 10.1.2.3 for this one address.');
  await expect(expires).toHaveValue('date');
  await expect(lastDay).toHaveValue(dayAhead(-1).typed);
  await expect(addresses).toHaveValue('192.0.2.0/24\n10.1.2.3/8');
  await lastDay.fill('');
  await addresses.fill('office');
  await keys.press('Generate');
  await expectRefused(lastDay, 'Enter the last day as year, month and day, such as 2026-11-22.');
  await expectRefused(addresses, /Line 1: “office” is not an address or network\./);
  await lastDay.fill(dayAhead(0).typed);
  await addresses.fill('2001:db8::/32');
  await keys.press('Generate');
  await keys.shownLink();
  await keys.confirm('Close');
  await expect(keys.row(label)).toContainText('Only from 2001:db8::/32');
});

test('an expired key stays in the list, says since when, and is found by its status', async ({ demo, browse, hydrated }) => {
  const keys = new KeysPage(await browse(demo.session), demo.server, demo.owner.account, hydrated);
  await keys.open('?status=expired');
  await expect(keys.rows).toHaveCount(1);
  const row = keys.row('Review collector');
  await expect(row).toContainText(`Expired on ${dayAhead(-4).shown}`);
  await expect(row.getByText('Expired', { exact: true })).toBeVisible();
  await (hydrated ? expectAccessible : expectCopyAccessible)(keys.page, 'an expired key');
  await keys.open();
  await expect(keys.row('Supplier portal')).toContainText(/Expires in 1[12] days/);
  await expect(keys.row('Tax calculation')).toContainText('Only from 203.0.113.0/26, 203.0.113.77, 2001:db8:40::/48 and 1 more');
});

test('an account limits the lifetime of its keys and proposes one', async ({ ownServer, owner, browse, hydrated, watch }) => {
  watch.expect(422);
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  const keys = new KeysPage(page, server, owner.account, hydrated);
  await keys.open();
  await keys.generate('Endless');
  await page.goto(`${server.origin}/${owner.account}/api-keys/settings`);
  const longest = page.getByRole('textbox', { name: 'Longest lifetime, in days', exact: true });
  const proposed = page.getByRole('textbox', { name: 'Lifetime of new keys, in days', exact: true });
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await longest.fill('60');
  await proposed.fill('61');
  await save.click();
  await expectRefused(proposed, 'This is more than the longest lifetime. Enter fewer days, or leave the field empty.');
  await expect(longest).toHaveValue('60');
  await expectCopyAccessible(page, 'settings with an error');
  await proposed.fill('14');
  await save.click();
  await expect(page.getByRole('status')).toHaveText('Lifetimes saved. They apply to ends that are set from now on.');
  await expect(longest).toHaveValue('60');

  await keys.open();
  const { expires, lastDay } = fields(keys);
  await keys.openGenerate();
  await expect(expires.getByRole('option')).toHaveText(['In 14 days', 'In 30 days', 'In 60 days', 'On a date']);
  await expect(expires).toHaveValue('14');
  await keys.label.fill('Limited');
  await expires.selectOption('On a date');
  await lastDay.fill(dayAhead(61).typed);
  await keys.press('Generate');
  const tooLate = `In this account, an end may be at most 60 days ahead. Choose ${dayAhead(60).shown} or an earlier day.`;
  await expectRefused(lastDay, tooLate);
  await lastDay.fill(dayAhead(60).typed);
  await keys.press('Generate');
  await keys.shownLink();
  await keys.confirm('Close');
  await expect(keys.row('Limited')).toContainText(`Expires on ${dayAhead(60).shown}`);
  // The key from before may keep having no end.
  await keys.choose('Endless', 'Edit');
  await expect(expires).toHaveValue('never');
  await keys.label.fill('Still endless');
  await keys.confirm('Save');
  await expect(keys.row('Still endless')).not.toContainText('Expires');
});
