// The profile: the password and the sessions.

import { expectCopyAccessible } from './support/accessible';
import { SignInPage } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { expect, sessionOf, test, type Page } from './support/test';

/** The sessions on the profile, without the known browsers. */
const sessionsOn = (page: Page) => page.getByRole('region', { name: 'Sessions' }).getByRole('listitem');

test('the password is changed, which signs out everywhere else', async ({ ownServer, owner, browse, hydrated, watch }) => {
  watch.expect(401, 422);
  const server = await ownServer();
  await server.setUp(owner);
  const elsewhere = new KeysPage(await browse(sessionOf(server, await server.signIn(owner))), server, owner.account, hydrated);
  await elsewhere.open();
  const page = await browse();
  const keys = new KeysPage(page, server, owner.account, hydrated);
  await page.goto(`${server.origin}/login`);
  await new SignInPage(page).signIn(owner);
  await keys.ready();
  await page.getByRole('link', { name: owner.email }).click();
  await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible();
  await expect(sessionsOn(page)).toHaveCount(3); // set-up created a session, too
  await expect(sessionsOn(page).filter({ hasText: 'This session' })).toContainText('Chrome on Linux');

  const change = async (current: string, next: string): Promise<void> => {
    await page.getByLabel('Current password', { exact: true }).fill(current);
    await page.getByLabel('New password', { exact: true }).fill(next);
    await page.getByRole('button', { name: 'Change password', exact: true }).click();
  };
  await change('not the right password', 'an entirely different sentence');
  await expect(page.getByText('This password is wrong. Check it and try again.')).toBeVisible();
  await expectCopyAccessible(page, 'a refused password');
  await change(owner.password, 'an entirely different sentence');
  await expect(page.getByRole('status')).toHaveText('Password changed. You are signed out everywhere else.');
  await expect(sessionsOn(page)).toHaveCount(1);
  await expectCopyAccessible(page, 'the profile');

  await elsewhere.page.goto(server.origin + elsewhere.path());
  await new SignInPage(elsewhere.page).signIn({ ...owner, password: 'an entirely different sentence' });
  await elsewhere.ready();
});

test('another session is signed out from here', async ({ ownServer, owner, browse, watch }) => {
  watch.expect(401);
  const server = await ownServer();
  await server.setUp(owner);
  const other = await browse(sessionOf(server, await server.signIn(owner)));
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  await page.goto(`${server.origin}/profile`);
  await page.getByRole('button', { name: 'Sign out everywhere else', exact: true }).click();
  await expect(page.getByRole('status')).toHaveText('Signed out. The chosen sessions no longer have access.');
  await expect(sessionsOn(page)).toHaveCount(1);
  await other.goto(`${server.origin}/profile`);
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});
