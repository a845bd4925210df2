// Draws docs/screenshots: the pictures in the README. Not a test, so not part of the normal run.

import path from 'node:path';
import { root } from './support/environment';
import { KeysPage } from './support/keys-page';
import { SharePage } from './support/share-page';
import { expect, test, type Page } from './support/test';

const desktop = { width: 1280, height: 860 };
const phone = { width: 390, height: 844 };

async function draw(page: Page, name: string): Promise<void> {
  const file = path.join(root, 'docs/screenshots', `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  console.log(file);
}

test('draws the screenshots', async ({ demo, browse }) => {
  const page = await browse(demo.session);
  const keys = new KeysPage(page, demo.server, demo.owner.account, true);
  await page.setViewportSize(desktop);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await keys.open();
  await draw(page, 'list-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await keys.menuButton('Warehouse scanner').click();
  await draw(page, 'list-dark');
  await page.setViewportSize(phone);
  await keys.open();
  await draw(page, 'list-phone');

  await page.setViewportSize(desktop);
  await page.emulateMedia({ colorScheme: 'light' });
  const link = await keys.generate('Order service');
  const share = new SharePage(await browse(), demo.server.secrets);
  await share.page.setViewportSize({ width: 900, height: 640 });
  await share.open(link);
  await draw(share.page, 'share-page');
  await share.viewToken();
  await draw(share.page, 'shown-token');

  await keys.open();
  await keys.startRenewal('Order service');
  await expect(keys.dialog.getByRole('radio', { name: 'Later' })).toBeVisible();
  await draw(page, 'renew-dialog');

  await keys.open('?q=marketplace&sort=name');
  await expect(keys.rows).toHaveCount(2);
  await draw(page, 'search');
  await keys.open();
  await page.keyboard.press('?');
  await draw(page, 'shortcuts');

  const plain = {
    users: '/acme/users',
    'invite-user': '/acme/users/new',
    roles: '/acme/roles',
    audit: '/acme/audit',
    external: '/acme/api-keys/external',
    settings: '/acme/api-keys/settings',
    profile: '/profile',
    'second-factor': '/profile/second-factor',
  };
  for (const [name, path] of Object.entries(plain)) {
    await page.goto(demo.server.origin + path);
    await draw(page, name);
  }
  await page.setViewportSize(phone);
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const name of ['users', 'roles', 'audit'] as const) {
    await page.goto(demo.server.origin + plain[name]);
    await page.screenshot({ path: `test-results/phone-${name}.png`, fullPage: true });
  }
  await page.setViewportSize(desktop);
  await page.emulateMedia({ colorScheme: 'light' });

  // Every dialog, for those who work on them.
  for (const action of ['Edit', 'Undo renewal', 'Delete old token', 'Deactivate', 'Delete key'] as const) {
    await keys.open();
    await keys.choose('Order service', action);
    await page.screenshot({ path: `test-results/dialog-${action}.png`, animations: 'disabled' });
  }
});

test('draws what is seen without scripts', async ({ demo, browser }) => {
  const context = await browser.newContext({ storageState: demo.session, javaScriptEnabled: false, viewport: phone });
  const keys = new KeysPage(await context.newPage(), demo.server, demo.owner.account, false);
  await keys.open();
  await keys.page.screenshot({ path: 'test-results/no-js-list.png', animations: 'disabled' });
  await keys.openGenerate();
  await keys.press('Generate');
  await keys.page.screenshot({ path: 'test-results/no-js-generate-refused.png', animations: 'disabled' });
  await keys.label.fill('Without scripts');
  await keys.press('Generate');
  await keys.shownLink();
  await keys.page.screenshot({ path: 'test-results/no-js-link.png', animations: 'disabled' });
  await keys.page.goto(`${demo.server.origin}/nowhere`);
  await keys.page.screenshot({ path: 'test-results/no-js-not-found.png', animations: 'disabled' });
  await context.close();
});
