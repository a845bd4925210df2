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
  await draw(page, 'list-dark');
  await page.setViewportSize(phone);
  await page.emulateMedia({ colorScheme: 'light' });
  await draw(page, 'list-phone');

  await page.setViewportSize(desktop);
  const link = await keys.generate('Payments reconciliation');
  const share = new SharePage(await browse(), demo.server.secrets);
  await share.page.setViewportSize({ width: 900, height: 640 });
  await share.open(link);
  await draw(share.page, 'share-page');
  await share.viewToken();
  await draw(share.page, 'shown-token');

  await keys.open();
  await keys.startRenewal('Payments reconciliation');
  await expect(keys.dialog.getByRole('radio', { name: 'Later' })).toBeVisible();
  await draw(page, 'renew-dialog');
});
