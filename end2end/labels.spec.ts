// Labels: every input is either shown unchanged or refused with a message at its field.

import { expectRefused } from './support/entry-pages';
import { sentences } from './support/sentences';
import { expect, test } from './support/test';

test('a label that says nothing, is too long or hides a control character is refused at its field, and stays there', async ({
  keys,
  watch,
}) => {
  watch.expect(422);
  const refused: [string, string | RegExp][] = [
    ['', sentences.labelBlank],
    ['   ', sentences.labelBlank],
    ['\u200B\u3000', sentences.labelBlank],
    ['鍵'.repeat(101), sentences.labelTooLong(101)],
    ['a\u0007b', sentences.labelControl],
    ['\u202Egnp.exe', sentences.labelControl],
  ];
  const before = await keys.rows.count();
  await keys.openGenerate();
  await keys.tickRoles(['User administrator - RESTRICTED']);
  for (const [label, sentence] of refused) {
    await keys.label.fill(label);
    await keys.press('Generate');
    await expectRefused(keys.label, sentence);
    await expect(keys.label).toHaveValue(label);
    await expect(keys.dialog.getByRole('checkbox', { name: 'User administrator - RESTRICTED' })).toBeChecked();
  }
  await keys.open();
  expect(await keys.rows.count()).toBe(before);
});

test('editing refuses the same labels, and the key keeps the one it has', async ({ keys, label, watch }) => {
  watch.expect(422);
  await keys.generate(label);
  await keys.choose(label, 'Edit');
  await keys.label.fill(' ');
  await keys.press('Save');
  await expectRefused(keys.label, sentences.labelBlank);
  await keys.label.fill('x'.repeat(150));
  await keys.press('Save');
  await expectRefused(keys.label, sentences.labelTooLong(150));
  await expect(keys.label).toHaveValue('x'.repeat(150));
  await keys.open();
  await expect(keys.row(label)).toBeVisible();
});

const anyScript = [
  'ключ от склада',
  'مفتاح الطلبات',
  'मेरी कुंजी',
  '受注システムの鍵',
  "O'Neill & Søn \"ERP\"",
  '👩‍💻 build',
  '<b>x</b>',
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  '{{7*7}} ${7*7} %s \\n',
  '=1+1',
  '@SUM(A1:A9)',
  '鍵'.repeat(100),
];

test('a label in any script, or one that looks like HTML or a formula, is shown as it was typed', async ({ keys, stranger, server }) => {
  test.setTimeout(120_000);
  for (const label of anyScript) {
    const link = await keys.generate(label);
    await expect(keys.row(label).getByText(label, { exact: true })).toBeVisible();
    const share = await stranger(link);
    await expect(share.page.getByText(label).first()).toBeVisible();
    const credentials = await share.viewToken();
    expect(await server.verification(credentials)).toMatchObject({ allowed: true, label });
    await share.page.context().close();
  }
  await keys.open();
  for (const label of anyScript) await expect(keys.row(label)).toBeVisible();
});

test('surrounding white space is dropped', async ({ keys, label }) => {
  await keys.openGenerate();
  await keys.label.fill(`  ${label}  `);
  await keys.press('Generate');
  await keys.shownLink();
  await keys.confirm('Close');
  await expect(keys.row(label).getByText(label, { exact: true })).toBeVisible();
});

test('keys with the same label are told apart by their app keys', async ({ keys, label, server, openLink }) => {
  const one = await openLink(await keys.generate(label));
  const other = await openLink(await keys.generate(label));
  await keys.open();
  await expect(keys.row(label)).toHaveCount(2);
  await expect(keys.row(label, one.appKey)).toHaveCount(1);

  await keys.choose(label, 'Delete key', one.appKey);
  await expect(keys.dialog).toContainText(one.appKey);
  await keys.dialog.getByRole('checkbox', { name: 'I understand that this action cannot be undone' }).check();
  await keys.confirm('Delete');
  await expect(keys.row(label)).toHaveCount(1);
  await expect(keys.row(label)).toContainText(other.appKey);
  expect(await server.verdict(one)).toBe('key_deleted');
  expect(await server.verdict(other)).toBe('allowed');
});
