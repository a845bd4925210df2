// The audit log: events of keys, filters and export.

import { readFile } from 'node:fs/promises';
import { expectCopyAccessible } from './support/accessible';
import { expect, test } from './support/test';

test('actions on a key are found by filters and exported', async ({ keys, label, openLink, owner, page, hydrated }) => {
  const { appKey } = await openLink(await keys.generate(label));
  await keys.open();
  await keys.deactivate(label);
  await page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name: 'Audit log' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Audit log');
  const log = page.getByRole('table', { name: 'Audit log' });
  const newest = log.getByRole('row').filter({ hasText: 'Deactivated the key' }).first();
  await expect(newest).toContainText(owner.email);
  await expect(newest).toContainText(label);
  await expectCopyAccessible(page, 'the audit log');

  // The key's link filters the log by this key.
  await newest.getByRole('link', { name: appKey }).click();
  await expect(page.getByRole('textbox', { name: 'Key' })).toHaveValue(appKey);
  await expect(log.locator('tbody').getByRole('row')).toHaveText([
    /Deactivated the key/,
    /Someone with the link.*Opened the link and viewed the token.*127\.0\.0\.1.*(Headless)?Chrome/,
    /Generated the key/,
  ]);
  await page.getByRole('combobox', { name: 'Action' }).selectOption('Generated the key');
  await page.getByRole('textbox', { name: 'User' }).fill(owner.email.slice(0, 5));
  const today = new Date().toISOString().slice(0, 10);
  await page.getByLabel('From (UTC)', { exact: true }).fill(today);
  if (!hydrated) await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`user=${owner.email.slice(0, 5)}.*from=${today}`));
  await expect(log.locator('tbody').getByRole('row')).toHaveCount(1);
  await expect(page.getByRole('combobox', { name: 'Action' })).toHaveValue('key_generated');
  await expect(page.getByLabel('From (UTC)', { exact: true })).toHaveValue(today);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV', exact: true }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe(`keydesk-audit-${owner.account}-${today}.csv`);
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^\uFEFFseq,time,at,actor,action,/);
  expect(lines[1]).toContain(`,key_generated,Generated the key,`);
  expect(lines[1]).toContain(appKey);

  const whole = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export all as CSV', exact: true }).click();
  const rows = (await readFile(await (await whole).path(), 'utf8')).trimEnd().split('\r\n');
  expect(rows.length, 'whatever is filtered').toBeGreaterThan(3);

  const workbook = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export to Excel', exact: true }).click();
  expect((await workbook).suggestedFilename()).toBe(`keydesk-audit-${owner.account}-${today}.xlsx`);

  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(page.getByRole('textbox', { name: 'Key' })).toHaveValue('');
  await expect(log.getByRole('row').filter({ hasText: 'Exported the audit log' }).first()).toContainText(appKey);
});

test('a filter that is not understood is named, and one that finds nothing says what to do', async ({ owner, page, server, hydrated }) => {
  await page.goto(`${server.origin}/${owner.account}/audit?from=yesterday&user=two%20words`);
  await expect(page.getByText('The filter From (UTC) is not valid, so no entries are shown.')).toBeVisible();
  await expect(page.getByText('The filter User is not valid, so no entries are shown.')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Audit log' })).toBeHidden();
  const user = page.getByRole('textbox', { name: 'User' });
  await expect(user, 'what was typed can be corrected').toHaveValue('two words');
  await expectCopyAccessible(page, 'filters that are not understood');
  await page.goto(`${server.origin}/${owner.account}/audit?frm=2026-01-01`);
  await expect(page.getByText('The address contains an unknown filter, so no entries are shown.')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Audit log' })).toBeHidden();
  await expect(page.getByRole('link', { name: /^Export/ })).toHaveCount(0);
  await page.goBack();
  await user.fill('');
  if (!hydrated) await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(page).not.toHaveURL(/two/);
  await page.getByRole('textbox', { name: 'Key' }).fill('appkey-acme-00000000');
  if (!hydrated) await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No entries match these filters' })).toBeVisible();
  await expectCopyAccessible(page, 'a filter that finds nothing');
  await page.getByRole('link', { name: 'Show the newest entries' }).click();
  await expect(page.getByRole('table', { name: 'Audit log' })).toBeVisible();
});

test('older and newer entries are pages of their own', async ({ owner, page, server }) => {
  const log = `${server.origin}/${owner.account}/audit`;
  for (let entry = 0; entry < 60; entry += 1) {
    const settings = `${server.origin}/${owner.account}/api-keys/settings`;
    for (const period of ['6', '3']) {
      expect((await page.request.post(settings, { form: { period } })).url()).toContain('done=');
    }
  }
  await page.goto(`${log}?action=renewal_period_6_months`);
  const pages = page.getByRole('navigation', { name: 'Pages' });
  const first = page.getByText(/^No\. \d+$/).first();
  const newest = await first.innerText();
  await expect(page.getByText('50 entries, the newest first').last()).toBeVisible();
  await pages.getByRole('link', { name: 'Older' }).click();
  await expect(first).not.toHaveText(newest);
  await expect(page.getByRole('combobox', { name: 'Action' })).toHaveValue('renewal_period_6_months');
  await expectCopyAccessible(page, 'older entries');
  await pages.getByRole('link', { name: 'Newer' }).click();
  await expect(first).toHaveText(newest);
  for (const language of ['pt', 'es']) {
    await page.goto(`${log}?lang=${language}`);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expectCopyAccessible(page, `the way to older entries in ${language}`);
  }
});
