// Users: invitation by a single-access link, joining, roles, disabling, removal, and switching between accounts.

import { expectCopyAccessible } from './support/accessible';
import { SignInPage, expectRefused } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { sentences } from './support/sentences';
import { time } from './support/share-page';
import { expect, sessionOf, test, type Page } from './support/test';

const invited = 'invited@acme.example';

/** Fills in and sends the invitation form. */
async function invite(page: Page, email: string, roles: string[]): Promise<void> {
  await page.getByRole('link', { name: 'Invite user', exact: true }).click();
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  for (const role of roles) await page.getByRole('checkbox', { name: role, exact: true }).check();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
}

test('a user is invited by a link, joins once, and gets other roles', async ({ ownServer, owner, browse, hydrated, watch }) => {
  // Slow, because axe checks nine pages.
  test.slow();
  watch.expect(410, 422);
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  await page.goto(`${server.origin}/${owner.account}/api-keys/generated`);
  await page.getByRole('navigation', { name: 'Account', exact: true }).getByRole('link', { name: 'Users' }).click();
  await expectCopyAccessible(page, 'users');

  await invite(page, invited, []);
  await expect(page.getByText(sentences.noRole)).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Email' })).toHaveValue(invited);
  await expectCopyAccessible(page, 'an invitation that is refused');
  await page.getByRole('checkbox', { name: 'User administrator - RESTRICTED', exact: true }).check();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'Single-access link' });
  const link = await field.inputValue();
  server.secrets.rememberIn(link);
  expect(link).toMatch(new RegExp(`^${server.origin}/invitations/[0-9A-Za-z]{43}$`));
  if (hydrated) {
    const left = page.getByRole('timer');
    const before = await left.innerText();
    await expect(left).not.toHaveText(before);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  }
  await expectCopyAccessible(page, 'the link');
  await page.getByRole('link', { name: 'Back to users' }).click();
  const pending = page.getByRole('table', { name: 'Pending invitations' }).getByRole('row').filter({ hasText: invited });
  await expect(pending).toContainText(owner.email);
  expect(await page.content()).not.toContain(link.slice(-43));
  await expectCopyAccessible(page, 'a pending invitation');

  const guest = await browse();
  const late = await browse();
  for (const other of [late, guest]) await other.goto(link);
  await expect(guest.getByRole('heading', { name: `Join ${owner.account}` })).toBeVisible();
  await expect(guest.getByText(`${server.origin}/invitations/`)).toBeVisible();
  await expectCopyAccessible(guest, 'an invitation');
  const password = guest.getByLabel('Password', { exact: true });
  const join = guest.getByRole('button', { name: `Join ${owner.account}`, exact: true });
  await password.fill('short');
  await join.click();
  await expectRefused(password, sentences.passwordTooShort);
  await expectCopyAccessible(guest, 'a password that is refused');
  await password.fill('some words that nobody guesses');
  await join.click();
  const keys = new KeysPage(guest, server, owner.account, hydrated);
  await keys.ready();
  await expect(guest.getByRole('link', { name: 'Users', exact: true })).toHaveCount(0);

  await late.getByLabel('Password', { exact: true }).fill('some other words, too late');
  await late.getByRole('button', { name: `Join ${owner.account}`, exact: true }).click();
  await expect(late.getByRole('heading', { name: new RegExp(`^This link was opened at ${time}\\.$`) })).toBeVisible();
  await expectCopyAccessible(late, 'an invitation that was used');

  await page.goto(`${server.origin}/${owner.account}/users`);
  const member = page.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: invited });
  await expect(member).toContainText('User administrator - RESTRICTED');
  await member.getByRole('link', { name: `Edit roles of ${invited}` }).click();
  await page.getByRole('checkbox', { name: 'Owner (Admin Super)', exact: true }).check();
  await expectCopyAccessible(page, 'editing roles');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('status')).toHaveText('Roles saved. They take effect immediately.');
  await guest.reload();
  await expect(guest.getByRole('link', { name: 'Users', exact: true })).toBeVisible();
});

test('a user is disabled, enabled and removed; the last owner is not', async ({ ownServer, owner, browse, watch }) => {
  watch.expect(404, 409);
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  await page.goto(`${server.origin}/${owner.account}/users`);
  await invite(page, invited, ['Owner (Admin Super)']);
  const link = await page.getByRole('textbox', { name: 'Single-access link' }).inputValue();
  server.secrets.rememberIn(link);
  const guest = await browse();
  await guest.goto(link);
  await guest.getByLabel('Password', { exact: true }).fill('some words that nobody guesses');
  await guest.getByRole('button', { name: `Join ${owner.account}`, exact: true }).click();
  await expect(guest.getByRole('heading', { name: 'API keys' })).toBeVisible();

  const users = `${server.origin}/${owner.account}/users`;
  const row = (email: string) => page.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: email });
  await page.goto(users);
  await row(invited).getByRole('link', { name: `Disable ${invited}` }).click();
  await expectCopyAccessible(page, 'disabling');
  await page.getByRole('button', { name: 'Disable', exact: true }).click();
  await expect(row(invited)).toContainText('Disabled');
  await guest.goto(users);
  await expect(guest.getByText(sentences.notFound)).toBeVisible();
  await guest.goto(server.origin);
  await expect(guest.getByRole('heading', { name: 'No account' })).toBeVisible();
  await expectCopyAccessible(guest, 'no account');

  for (const [action, button] of [['Disable', 'Disable'], ['Remove', 'Remove']] as const) {
    await page.goto(users);
    await row(owner.email).getByRole('link', { name: `${action} ${owner.email}` }).click();
    await page.getByRole('checkbox', { name: /^I understand/ }).check();
    await page.getByRole('button', { name: button, exact: true }).click();
    await expect(page.getByRole('alert')).toHaveText(sentences.lastOwner);
  }
  await expectCopyAccessible(page, 'the last owner');

  await page.goto(users);
  await row(invited).getByRole('link', { name: `Enable ${invited}` }).click();
  await page.getByRole('button', { name: 'Enable', exact: true }).click();
  await expect(row(invited)).toContainText('Active');
  await guest.goto(users);
  await expect(guest.getByRole('heading', { name: 'Users' })).toBeVisible();
  await row(invited).getByRole('link', { name: `Remove ${invited}` }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(row(invited)).toHaveCount(0);
});

test('a click on the heading of a column sorts the members by it', async ({ demo, browse }) => {
  const page = await browse(demo.session);
  await page.goto(`${demo.server.origin}/${demo.owner.account}/users`);
  const members = page.getByRole('table', { name: 'Members' });
  const head = (name: string) => members.getByRole('columnheader', { name });
  const addresses = () => members.getByRole('rowheader').locator('.name').allInnerTexts();
  const ascending = await addresses();
  await expect(head('User')).toHaveAttribute('aria-sort', 'ascending');
  await head('User').getByRole('link').click();
  await expect(head('User')).toHaveAttribute('aria-sort', 'descending');
  expect(await addresses()).toEqual(ascending.toReversed());
  await head('Last active').getByRole('link').click();
  await expect(head('Last active')).toHaveAttribute('aria-sort', 'descending');
  await expect(members.getByRole('row').nth(1)).not.toContainText('Never');
});

test('whoever belongs to several accounts goes from one to the other by keyboard', async ({ demo, browse, hydrated }) => {
  const page = await browse();
  await page.goto(`${demo.server.origin}/login`);
  await new SignInPage(page).signIn({ email: 'both@acme.example', password: demo.owner.password });
  const keys = new KeysPage(page, demo.server, demo.owner.account, hydrated);
  await keys.ready();
  const switcher = page.locator('summary.account');
  const other = page.locator('details:has(summary.account)').getByRole('link', { name: demo.otherAccount, exact: true });
  await expect(switcher).toHaveText(`Account ${demo.owner.account}`);
  await expect(other).toBeHidden();
  await switcher.focus();
  await page.keyboard.press('Enter');
  await expect(other).toBeVisible();
  await expectCopyAccessible(page, 'the account switcher');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(other).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${demo.server.origin}/${demo.otherAccount}/api-keys/generated`);
  await expect(page.locator('summary.account')).toHaveText(`Account ${demo.otherAccount}`);

  // The profile belongs to the user and not to an account, so its top bar must not name one.
  await page.getByRole('link', { name: /^Profile of/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible();
  await expect(page.locator('summary.account')).toHaveText('Account');
  await expect(page.getByRole('link', { name: 'API keys' })).toHaveCount(0);
  await page.locator('summary.account').click();
  await expectCopyAccessible(page, 'the profile with several accounts');
  await other.click();
  await expect(page).toHaveURL(`${demo.server.origin}/${demo.otherAccount}/api-keys/generated`);
});

test('an account alone has nothing to switch to', async ({ keys }) => {
  await expect(keys.page.locator('summary.account')).toHaveCount(0);
});
