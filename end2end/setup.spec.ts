// First start: creating the account requires the one-time link from the server's log.

import { expectRefused, SetupPage, SignInPage } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { sentences } from './support/sentences';
import { expect, test } from './support/test';

test('without its code, or with a wrong one, the set-up page refuses', async ({ ownServer, browse, watch }) => {
  watch.expect(403);
  const server = await ownServer();
  const setup = new SetupPage(await browse());
  const link = new URL(server.setupLink()!);
  const wrong = [
    `${server.origin}/setup`,
    `${server.origin}/setup?code=`,
    `${server.origin}/setup?code=${'a'.repeat(43)}`,
    `${link.href}x`,
    link.href.slice(0, -1),
  ];
  for (const address of wrong) {
    await setup.open(address);
    await expect(setup.page.getByText(sentences.setupRefused), address).toBeVisible();
    await expect(setup.button, address).toHaveCount(0);
  }
});

test('the set-up link works once, and no later start prints another', async ({
  ownServer,
  browse,
  watch,
  owner,
  hydrated,
}) => {
  watch.expect(403);
  const server = await ownServer();
  const link = server.setupLink()!;
  const first = new SetupPage(await browse());
  const second = new SetupPage(await browse());
  await first.open(link);
  await second.open(link);

  await first.createAccount(owner);
  await new KeysPage(first.page, server, owner.account, hydrated).ready();

  await second.createAccount({ ...owner, account: 'intruder', email: 'intruder@example.com' });
  await expect(second.page.getByText(sentences.setupRefused)).toBeVisible();
  await second.open(link);
  await expect(second.page.getByText(sentences.setupRefused)).toBeVisible();

  await server.pause();
  server.log = '';
  await server.resume();
  expect(server.setupLink()).toBeUndefined();
});

test('until it is used, each start prints a new link, and the one before is no longer good', async ({
  ownServer,
  browse,
  watch,
}) => {
  watch.expect(403);
  const server = await ownServer();
  const before = server.setupLink()!;
  await server.pause();
  server.log = '';
  await server.resume();
  const after = server.setupLink()!;
  expect(after).not.toBe(before);

  const setup = new SetupPage(await browse());
  await setup.open(before);
  await expect(setup.page.getByText(sentences.setupRefused)).toBeVisible();
  await setup.open(after);
  await expect(setup.button).toBeVisible();
});

test('each field that is refused says why, and the rest of the form stays', async ({ ownServer, browse, watch, owner, hydrated }) => {
  watch.expect(422);
  const server = await ownServer();
  const setup = new SetupPage(await browse());
  await setup.open(server.setupLink()!);

  await setup.createAccount({ account: 'No spaces!', email: 'nobody', password: 'short' });
  await expectRefused(setup.account, sentences.accountInvalid);
  await expectRefused(setup.email, sentences.emailInvalid);
  await expectRefused(setup.password, sentences.passwordTooShort);
  await expect(setup.account).toHaveValue('No spaces!');
  await expect(setup.email).toHaveValue('nobody');

  await setup.createAccount({ account: 'credentials', email: owner.email, password: owner.password });
  await expectRefused(setup.account, sentences.accountReserved);
  await expect(setup.email).toHaveValue(owner.email);

  await setup.createAccount({ account: owner.account, email: owner.email, password: 'password1234' });
  await expectRefused(setup.password, sentences.passwordCommon);
  await expect(setup.account).toHaveValue(owner.account);

  await setup.createAccount(owner);
  await new KeysPage(setup.page, server, owner.account, hydrated).ready();
});

test('before set-up nobody can sign in, and the sign-in page does not break', async ({ ownServer, browse, watch, owner }) => {
  watch.expect(401);
  const server = await ownServer();
  const signIn = new SignInPage(await browse());
  await signIn.page.goto(`${server.origin}/login`);
  await signIn.signIn(owner);
  await expect(signIn.page.getByText(sentences.signInRefused)).toBeVisible();
});
