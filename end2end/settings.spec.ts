// The renewal period: the setting, and the alerts in rows.

import { expectCopyAccessible } from './support/accessible';
import { KeysPage } from './support/keys-page';
import { expect, sessionOf, test } from './support/test';

test('the renewal period is chosen on a tab of its own', async ({ ownServer, owner, browse, hydrated }) => {
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  const keys = new KeysPage(page, server, owner.account, hydrated);
  await keys.open();
  const tabs = page.getByRole('navigation', { name: 'API keys' });
  await tabs.getByRole('link', { name: 'Settings' }).click();
  await expect(tabs.getByRole('link', { name: 'Settings' })).toHaveAttribute('aria-current', 'page');
  const recommended = page.getByRole('radio', { name: '3 months (recommended)', exact: true });
  const longer = page.getByRole('radio', { name: '6 months', exact: true });
  await expect(recommended).toBeChecked();
  await expectCopyAccessible(page, 'settings');

  await longer.check();
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(page.getByRole('status')).toHaveText('Renewal period saved. It applies to the alerts of all keys immediately.');
  await expect(longer).toBeChecked();
  await tabs.getByRole('link', { name: /^Generated/ }).click();
  await keys.ready();
  await page.goBack();
  await expect(longer).toBeChecked();
});

test('an alert says how old the token is, and the exact dates to whoever asks', async ({ demo, browse, hydrated }) => {
  const keys = new KeysPage(await browse(demo.session), demo.server, demo.owner.account, hydrated);
  await keys.open();
  for (const [label, text] of [
    ['Warehouse scanner', 'Renewal highly recommended · 7 months old'],
    ['Marketing newsletter', 'Renewal recommended · 4 months old'],
  ] as const) {
    const alert = keys.row(label).locator('.badge', { hasText: text });
    const dates = /^The token was created on \d+ \w{3} \d{4}, \d\d:\d\d UTC\. Renewal .*recommended since \d+ \w{3} \d{4}, \d\d:\d\d UTC\.$/;
    await expect(alert).toHaveAttribute('title', dates);
    // Screen readers get the dates as part of the text.
    await expect(alert).toContainText(/created on \d+ \w{3} \d{4}/);
  }
  await expect(keys.row('Fraud screening')).not.toContainText('Renewal');
});
