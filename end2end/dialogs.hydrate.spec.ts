// Messages of dialogs with scripts: before data is lost, during a slow response, and after it.

import { SetupPage } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { SharePage } from './support/share-page';
import { expect, test } from './support/test';

const notCopied = /^You have not copied this link/;
const notSaved = /^Your input is not saved/;

test('a link that was not copied is asked about once, and New link is offered afterwards', async ({ keys, label, page }) => {
  await keys.openGenerate();
  await keys.label.fill(label);
  await keys.press('Generate');
  await keys.shownLink();
  await expect(keys.dialog.getByRole('heading', { name: 'Key generated' })).toBeVisible();
  await keys.press('Close');
  const alert = keys.dialog.getByRole('alert');
  await expect(alert).toHaveText(notCopied);
  const button = (name: string) => keys.dialog.getByRole('button', { name, exact: true });
  const before = await button('Copy').boundingBox();
  await keys.copyLink();
  await expect(alert).toHaveCount(0);
  expect((await button('Copied').boundingBox())?.y, 'the button stays under the pointer').toBe(before?.y);
  await page.keyboard.press('Escape');
  await expect(keys.dialog).toBeHidden();

  await keys.choose(label, 'New link');
  await keys.press('New link');
  await keys.shownLink();
  await page.keyboard.press('Escape');
  await expect(alert).toHaveText(notCopied);
  await page.keyboard.press('Escape');
  await expect(keys.dialog).toBeHidden();
  await page.locator('.toasts').getByRole('link', { name: 'New link' }).click();
  await expect(keys.dialog.getByRole('button', { name: 'New link' })).toBeVisible();
});

test('leaving a renewal says that it means Later, and offers to undo it', async ({ keys, label, page, server, openLink }) => {
  const old = await openLink(await keys.generate(label));
  await keys.startRenewal(label);
  await keys.copyLink();
  await page.keyboard.press('Escape');
  await expect(keys.dialog).toBeHidden();
  const toast = page.locator('.toasts[role=status]');
  await expect(toast).toContainText('Later applies: both tokens work until you delete the old one.');
  await toast.getByRole('link', { name: 'Undo' }).click();
  await keys.confirm('Undo');
  await expect(toast).toContainText('Renewal undone.');
  expect(await server.verdict(old)).toBe('allowed');
});

test('once the link was copied, Now asks for no tick', async ({ keys, label, server, openLink }) => {
  const old = await openLink(await keys.generate(label));
  const link = await keys.startRenewal(label);
  await keys.dialog.getByRole('radio', { name: 'Now', exact: true }).check();
  await expect(keys.nobodyHasIt).toBeVisible();
  await keys.copyLink();
  await expect(keys.nobodyHasIt).toHaveCount(0);
  await keys.confirm('Complete');
  expect(await server.verdict(old)).toBe('token_revoked');
  expect(await server.verdict(await openLink(link))).toBe('allowed');
});

test('a reloaded renewal offers to undo it, and a reloaded first link to replace it', async ({ keys, label, page, openLink }) => {
  const first = await keys.generate(label);
  const id = await keys.menuButton(label).getAttribute('id');
  const key = id!.replace('menu-', '');
  await keys.open(`/${key}/renew`);
  await keys.dialog.getByRole('link', { name: 'New link' }).click();
  await expect(page).toHaveURL(new RegExp(`/${key}/new-link$`));
  await openLink(first);
  await keys.startRenewal(label);
  await page.reload();
  await keys.ready();
  await keys.dialog.getByRole('link', { name: 'Undo renewal' }).click();
  await keys.confirm('Undo');
});

test('Escape on a form with something typed asks once', async ({ keys, page }) => {
  await keys.openGenerate();
  await page.keyboard.press('Escape');
  await expect(keys.dialog).toBeHidden();

  await keys.openGenerate();
  await keys.label.fill('half a na');
  await page.keyboard.press('Escape');
  const alert = keys.dialog.getByRole('alert');
  await expect(alert).toHaveText(notSaved);
  await page.keyboard.type('me');
  await expect(alert).toHaveCount(0);
  await expect(keys.label).toHaveValue('half a name');
  await page.keyboard.press('Escape');
  await expect(alert).toHaveText(notSaved);
  await page.keyboard.press('Escape');
  await expect(keys.dialog).toBeHidden();
});

test('a slow answer is named at the button and to screen readers, a fast one is not', async ({ keys, label, page }) => {
  await page.route('**/api/*/generate_key', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
  await keys.openGenerate();
  await keys.label.fill(label);
  await keys.press('Generate');
  const button = keys.dialog.getByRole('button', { name: 'Generating…' });
  await expect(button).toBeVisible();
  await expect(button).toBeDisabled();
  await expect(keys.dialog.getByRole('status').filter({ hasText: 'Generating…' })).toHaveCount(1);
  await keys.shownLink();
});

test('on plain http Copy works too; where it cannot, the whole text is selected', async ({ ownServer, owner, browser, label }) => {
  const server = await ownServer({ configuration: { KEYDESK_ORIGIN: 'http://keys.plain.example:{port}' } });
  // Created without the watch fixture: on plain http, the console reports headers that the browser ignores.
  const page = await browser.newContext({ storageState: undefined }).then((context) => context.newPage());
  await page.goto(server.setupLink()!);
  await new SetupPage(page).createAccount(owner);
  const keys = new KeysPage(page, server, owner.account, true);
  await keys.ready();
  expect(await page.evaluate(() => 'clipboard' in navigator)).toBe(false);
  await keys.openGenerate();
  await keys.label.fill(label);
  await keys.press('Generate');
  const link = await keys.shownLink();
  await keys.copyLink();

  const dead = () => (document.execCommand = () => false);
  const expectSelected = async (field: ReturnType<typeof page.getByRole>) => {
    await expect(field).toBeFocused();
    const selected = await field.evaluate((input: HTMLInputElement) => input.value.slice(input.selectionStart!, input.selectionEnd!));
    expect(selected).toBe(await field.inputValue());
  };
  await page.evaluate(dead);
  await keys.dialog.getByRole('button', { name: 'Copied' }).click();
  await expect(keys.dialog.getByText(/^Selected\. Press Ctrl\+C or ⌘C\. On a phone, hold the text/)).toBeVisible();
  await expectSelected(keys.link);

  const share = new SharePage(await page.context().newPage(), server.secrets);
  await share.open(link);
  const { appToken } = await share.viewToken();
  const copy = share.page.getByRole('button', { name: 'Copy app token' });
  await copy.click();
  await expect(copy).toHaveText('Copied');
  await page.bringToFront();
  await keys.press('Close');
  await keys.openGenerate();
  await keys.label.press('ControlOrMeta+v');
  await expect(keys.label).toHaveValue(appToken);

  await share.page.evaluate(dead);
  await share.page.getByRole('button', { name: 'Copy app key' }).click();
  await expect(share.page.getByText(/^Selected\./)).toBeVisible();
  await expectSelected(share.appKey);
  await page.context().close();
});
