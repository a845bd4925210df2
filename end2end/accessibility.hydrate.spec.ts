// Runs axe on every page and dialog, and checks that no page scrolls sideways on a phone.

import { expectAccessible, expectCopyAccessible } from './support/accessible';
import { SetupPage, SignInPage } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { sentences } from './support/sentences';
import { SharePage } from './support/share-page';
import { expect, sessionOf, test } from './support/test';

test.setTimeout(180_000);

test('no colour is measured during a transition', async ({ page }) => {
  await page.setContent(`<!doctype html>
    <html lang="en"><title>A button</title><main><h1>A button</h1><button>Turn off</button></main>
    <style>
      button { color: #fff; background: #fff; transition: background 1s linear }
      button.shown { background: #000 }
      @media (prefers-reduced-motion: reduce) { button { transition-duration: 0s } }
      h1 { animation: blink 1s infinite }
      @keyframes blink { to { letter-spacing: 1px } }
    </style></html>`);
  await page.locator('button').evaluate((button) => {
    button.getBoundingClientRect();
    button.classList.add('shown');
    return getComputedStyle(button).color;
  });
  await expectAccessible(page, 'a button that appears');
});

test('signing in, also when refused, is accessible', async ({ browse, server, watch }) => {
  watch.expect(401);
  const signIn = new SignInPage(await browse());
  await signIn.page.goto(`${server.origin}/login`);
  await expectAccessible(signIn.page, 'sign-in');
  await signIn.signIn({ email: 'nobody@acme.example', password: 'not the right password' });
  await expect(signIn.page.getByText('Email or password is wrong')).toBeVisible();
  await expectAccessible(signIn.page, 'sign-in, refused');
});

test('setting up, also when refused, is accessible', async ({ ownServer, browse, watch }) => {
  watch.expect(403, 422);
  const server = await ownServer();
  const setup = new SetupPage(await browse());
  await setup.open(server.setupLink()!);
  await expectAccessible(setup.page, 'set-up');
  await setup.createAccount({ account: '!', email: '!', password: '!' });
  await expect(setup.account).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(setup.page, 'set-up, refused');
  await setup.open(`${server.origin}/setup`);
  await expectAccessible(setup.page, 'set-up without a code');
});

test('the list is accessible when it is empty', async ({ ownServer, browse, owner }) => {
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse();
  await page.goto(`${server.origin}/login`);
  await new SignInPage(page).signIn(owner);
  const keys = new KeysPage(page, server, owner.account, true);
  await keys.ready();
  await expectAccessible(page, 'an empty list');
  await expect(page.getByRole('search'), 'there is nothing to search in').toHaveCount(0);
  await keys.generate('The first key');
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeVisible();
});

test('the list with keys in every state, its menu and its filter are accessible', async ({ demo, browse }) => {
  const page = await browse(demo.session);
  const keys = new KeysPage(page, demo.server, demo.owner.account, true);
  await keys.open();
  await expect(page.getByRole('row').getByText('Renewal highly recommended').first()).toBeVisible();
  await expect(page.getByRole('row').getByText('Renewal recommended').first()).toBeVisible();
  await expect(page.getByText('Pending deletion - Old token').first()).toBeVisible();
  await expect(page.getByText('Link not opened yet').first()).toBeVisible();
  await expectAccessible(page, 'the list');
  await keys.rows.first().getByRole('button', { name: /^Actions for / }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page, 'a menu');
  await keys.open('?alert=pending-deletion');
  await expectAccessible(page, 'the filtered list');
});

test('every dialog is accessible, and so is what it says when it refuses', async ({ keys, label, page, openLink, watch }) => {
  watch.expect(409, 422);
  await keys.openGenerate();
  await expectAccessible(page, 'Generate key');
  await keys.press('Generate');
  await expect(keys.label).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'Generate key, refused');
  await keys.label.fill(label);
  await keys.press('Generate');
  const link = await keys.shownLink();
  await expectAccessible(page, 'the link of a new key');
  await keys.confirm('Close');
  await openLink(link);
  await keys.open();

  const renewed = await keys.startRenewal(label);
  await expectAccessible(page, 'Renew token');
  await keys.complete('Later');
  for (const action of ['Undo renewal', 'Delete old token', 'Edit', 'Deactivate', 'Delete key'] as const) {
    await keys.choose(label, action);
    await expectAccessible(page, action);
    await keys.confirm('Cancel');
  }
  await keys.choose(label, 'Delete key');
  await keys.press('Delete');
  await expect(keys.dialog.getByRole('checkbox')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'Delete key, refused');
  await keys.confirm('Cancel');

  await openLink(renewed);
  await keys.open();
  await keys.choose(label, 'Renew token');
  await expectAccessible(page, 'Renew token, asking whether the old token may go');
  await keys.confirm('Cancel');

  await keys.deactivate(label);
  await keys.choose(label, 'Activate');
  await expectAccessible(page, 'Activate');
});

// expiry.spec.ts covers expired links.
test("every state of the recipient's page is accessible", async ({ keys, label, server, stranger, browse, openLink, watch }) => {
  watch.expect(404, 410);
  const link = await keys.generate(label);
  const share = await stranger(link);
  await expectAccessible(share.page, 'a pending link');
  await share.viewToken();
  await expectAccessible(share.page, 'the token');
  await share.open(link);
  await expectAccessible(share.page, 'an opened link');

  const old = `${label}, renewed`;
  await openLink(await keys.generate(old));
  const cancelled = await keys.renew(old);
  await keys.undoRenewal(old);
  const other = new SharePage(await browse(), server.secrets);
  await other.open(cancelled);
  await expectAccessible(other.page, 'a cancelled link');
  await other.open(`${server.origin}/credentials/x`);
  await expectAccessible(other.page, 'no such link');
});

test('error pages are accessible', async ({ page, server, watch }) => {
  watch.expect(404);
  for (const path of ['/no-such-account/api-keys/generated', '/nowhere/at/all']) {
    await page.goto(server.origin + path);
    await expectAccessible(page, path);
  }
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('answers to forms are accessible', async ({ keys, label, page, browse, server, owner, watch }) => {
    watch.expect(401, 422);
    await keys.openGenerate();
    await keys.press('Generate');
    await expectCopyAccessible(page, 'a refused form');
    await keys.label.fill(label);
    await keys.press('Generate');
    await keys.shownLink();
    await expectCopyAccessible(page, 'a link in the reply');
    await keys.confirm('Close');
    await keys.deactivate(label);
    await expectCopyAccessible(page, 'the list that says what was done');

    const other = await browse(sessionOf(server, await server.signIn(owner)));
    const mine = new KeysPage(other, server, owner.account, false);
    await mine.open();
    await mine.openGenerate();
    await other.context().clearCookies();
    await mine.press('Generate');
    await expect(other.getByText(sentences.sessionEnded)).toBeVisible();
    await expectCopyAccessible(other, 'a form to send again');
  });
});
