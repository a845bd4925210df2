// Creates docs/screenshots: pages, dialogs and states, for the README and for contributors. It is not a test and not part of the normal
// run. One label needs a Japanese font, such as Debian's fonts-ipafont-gothic; without one it is shown as boxes.

import path from 'node:path';
import { SetupPage, SignInPage } from './support/entry-pages';
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

test('draws the screenshots', async ({ demo, ownServer, browse, watch }) => {
  watch.expect(410);
  test.setTimeout(180_000);
  const { origin } = demo.server;
  const page = await browse();
  const keys = new KeysPage(page, demo.server, demo.owner.account, true);
  const look = async (size: typeof desktop, colorScheme: 'light' | 'dark') => {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  };
  await look(desktop, 'light');
  await page.goto(`${origin}/login`);
  await draw(page, 'sign-in');
  await new SignInPage(page).signIn(demo.owner);
  await keys.open();
  await draw(page, 'list-light');
  await look(desktop, 'dark');
  await keys.menuButton('Warehouse scanner').click();
  await draw(page, 'list-dark');
  await look(phone, 'dark');
  await keys.open();
  await draw(page, 'list-phone');
  await keys.openGenerate();
  await draw(page, 'generate-phone');
  await look(desktop, 'light');
  await keys.open();
  await keys.openGenerate();
  await draw(page, 'generate-dialog');

  await keys.open();
  const link = await keys.generate('Order service');
  const share = new SharePage(await browse(), demo.server.secrets);
  await share.page.setViewportSize({ width: 900, height: 640 });
  await share.open(link);
  await draw(share.page, 'share-page');
  await share.viewToken();
  await draw(share.page, 'shown-token');
  await share.page.goto(link);
  await draw(share.page, 'share-page-opened');
  await share.page.close();
  // Somebody else visits the link: the browser that opened it raises no notice.
  const other = await browse();
  await other.goto(link);
  await other.close();

  await keys.open();
  await draw(page, 'list-visited-again');
  await keys.row('Order service').getByRole('link', { name: /^Opened link visited again/ }).click();
  await draw(page, 'key-visited-again');
  await keys.open();
  await keys.row('ERP integration').getByRole('link', { name: 'ERP integration', exact: true }).click();
  await draw(page, 'key-page');
  await look(phone, 'light');
  await draw(page, 'key-page-phone');
  await look(desktop, 'light');
  await keys.open();
  await keys.choose('ERP integration', 'Delete old token');
  await expect(keys.dialog).toContainText('The old token was used');
  await draw(page, 'delete-token-in-use');
  await keys.open();
  await keys.startRenewal('Order service');
  await expect(keys.dialog.getByRole('radio', { name: 'Later' })).toBeVisible();
  await draw(page, 'renew-dialog');
  for (const action of ['Edit', 'Undo renewal', 'Delete old token', 'Deactivate', 'Delete key'] as const) {
    await keys.open();
    await keys.choose('Order service', action);
    await expect(keys.dialog.getByRole('button', { name: 'Cancel' })).toBeVisible();
    await draw(page, `${action.toLowerCase().replaceAll(' ', '-')}-dialog`);
  }

  await keys.open('?q=marketplace&sort=name');
  await expect(keys.rows).toHaveCount(2);
  await draw(page, 'search');
  await keys.open('?q=nothing-like-it');
  await draw(page, 'search-nothing');
  await keys.open();
  await page.keyboard.press('?');
  await draw(page, 'shortcuts');

  const plain = {
    users: '/acme/users',
    'invite-user': '/acme/users/new',
    roles: '/acme/roles',
    'new-role': '/acme/roles/new',
    audit: '/acme/audit?user=owner',
    external: '/acme/api-keys/external',
    'external-add': '/acme/api-keys/external/new',
    settings: '/acme/api-keys/settings',
    profile: '/profile',
    'second-factor': '/profile/second-factor',
  };
  for (const [name, path] of Object.entries(plain)) {
    await page.goto(origin + path);
    await draw(page, name);
  }
  await look(phone, 'dark');
  for (const name of ['users', 'roles', 'audit', 'external', 'profile'] as const) {
    await page.goto(origin + plain[name]);
    await draw(page, `${name}-phone`);
  }

  const server = await ownServer();
  const first = await browse();
  await first.goto(server.setupLink()!);
  await draw(first, 'set-up');
  await new SetupPage(first).createAccount(demo.owner);
  await expect(first.getByRole('heading', { name: 'Generate the first key' })).toBeVisible();
  await draw(first, 'list-empty');
  await first.goto(`${server.origin}/acme/api-keys/external`);
  await draw(first, 'external-empty');
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
