// The second factor: set-up with an authenticator app, sign-in with a code, recovery codes, and turning it off.

import type { Locator } from '@playwright/test';
import { expectCopyAccessible } from './support/accessible';
import { Authenticator } from './support/authenticator';
import { SignInPage, expectRefused } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { slowly } from './support/slow';
import { expect, sessionOf, test, type Page } from './support/test';
import type { Keydesk, Owner } from './support/keydesk';

/** Waits for the next time step if less than 12 seconds are left, so that a code does not expire during the test. */
async function atTheBeginningOfAStep(page: Page): Promise<void> {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 12_000) await page.waitForTimeout(left + 200);
}

async function turnOn(
  page: Page,
  server: Keydesk,
  owner: Owner,
  press = (button: Locator): Promise<void> => button.click(),
): Promise<{ app: Authenticator; codes: string[] }> {
  await page.goto(`${server.origin}/profile`);
  await page.getByRole('link', { name: 'Turn on', exact: true }).click();
  await page.getByLabel('Your password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  const shown = await page.locator('.secret-key').innerText();
  const app = new Authenticator(shown);
  server.secrets.remember(shown.replaceAll(' ', ''));
  server.secrets.remember(await page.locator('input[name=setup]').inputValue());
  await atTheBeginningOfAStep(page);
  await page.getByLabel('Code', { exact: true }).fill(app.code());
  await press(page.getByRole('button', { name: 'Turn on', exact: true }));
  const codes = (await page.getByLabel('Recovery codes', { exact: true }).inputValue()).split('\n');
  for (const code of codes) {
    server.secrets.remember(code);
    server.secrets.remember(code.replaceAll('-', ''));
  }
  return { app, codes };
}

async function cookieOfCode(page: Page, server: Keydesk): Promise<void> {
  const cookies = await page.context().cookies(`${server.origin}/login/code`);
  const cookie = cookies.find(({ name }) => name.endsWith('-code'));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/login/code' });
  server.secrets.remember(cookie!.value);
}

test('an app is set up, with the password and a code that proves it', async ({ ownServer, owner, browse, hydrated, watch }) => {
  watch.expect(422);
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  await page.goto(`${server.origin}/profile`);
  await expectCopyAccessible(page, 'the profile without a second factor');
  await page.getByRole('link', { name: 'Turn on', exact: true }).click();
  await expectCopyAccessible(page, 'asking for the password');
  await page.getByLabel('Your password', { exact: true }).fill('not the right password');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expectRefused(page.getByLabel('Your password', { exact: true }), 'This password is wrong.');
  await page.getByLabel('Your password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('img', { name: 'QR code that contains the key below' })).toBeVisible();
  const app = new Authenticator(await page.locator('.secret-key').innerText());
  await expectCopyAccessible(page, 'the QR code');
  await page.getByLabel('Code', { exact: true }).fill(app.wrong());
  await page.getByRole('button', { name: 'Turn on', exact: true }).click();
  await expectRefused(page.getByLabel('Code', { exact: true }), 'This code is wrong or was already used.');
  await expect(page.getByRole('img', { name: 'QR code that contains the key below' })).toBeVisible();
  await page.getByRole('link', { name: 'Cancel', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Second factor' })).toContainText('Off');

  const { codes } = await turnOn(page, server, owner);
  expect(codes).toHaveLength(10);
  await expect(page.getByRole('status').first()).toHaveText('The second factor is on. You are signed out everywhere else.');
  await expectCopyAccessible(page, 'recovery codes');
  if (hydrated) {
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Copied', exact: true })).toBeVisible();
  }
  await page.getByRole('link', { name: 'I have saved them', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Second factor' })).toContainText('10 recovery codes left');
  await expectCopyAccessible(page, 'the profile with a second factor');
});

test('signing in asks for the code and then leads where it was to lead', async ({ ownServer, owner, browse, hydrated, watch }) => {
  watch.expect(422);
  const server = await ownServer();
  await server.setUp(owner);
  const first = await browse(sessionOf(server, await server.signIn(owner)));
  const { app: phone } = await turnOn(first, server, owner);
  const other = await browse();
  const keys = new KeysPage(other, server, owner.account, hydrated);
  await other.goto(server.origin + keys.path());
  await new SignInPage(other).signIn(owner);
  await expect(other.getByRole('heading', { name: 'Enter the code' })).toBeVisible();
  await cookieOfCode(other, server);
  await expect(other.getByLabel('Code', { exact: true })).toBeFocused();
  await expectCopyAccessible(other, 'asking for the code');
  await other.getByLabel('Code', { exact: true }).fill(phone.wrong());
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expectRefused(other.getByLabel('Code', { exact: true }), 'This code is wrong or was already used.');
  await expect(other.getByLabel('Code', { exact: true })).toHaveValue('');
  await atTheBeginningOfAStep(other);
  await other.getByLabel('Code', { exact: true }).fill(phone.next());
  await other.keyboard.press('Enter');
  await keys.ready();
  expect(new URL(other.url()).pathname, 'where they wanted to go').toBe(keys.path());
});

test('recovery codes let in once each and are replaced; then it is turned off', async ({ ownServer, owner, browse, hydrated, watch }) => {
  watch.expect(422);
  const server = await ownServer();
  await server.setUp(owner);
  const first = await browse(sessionOf(server, await server.signIn(owner)));
  const { codes } = await turnOn(first, server, owner);

  const page = await browse();
  const keys = new KeysPage(page, server, owner.account, hydrated);
  const withCode = async (code: string): Promise<void> => {
    await page.goto(`${server.origin}/login`);
    await new SignInPage(page).signIn(owner);
    await cookieOfCode(page, server);
    await page.getByRole('link', { name: 'Use a recovery code', exact: true }).click();
    await page.getByLabel('Recovery code', { exact: true }).fill(code);
  };
  await withCode(codes[0]!);
  await expectCopyAccessible(page, 'asking for a recovery code');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await keys.ready();
  await page.context().clearCookies();
  await withCode(codes[0]!);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expectRefused(page.getByLabel('Recovery code', { exact: true }), 'This recovery code is wrong or was already used.');
  await page.getByLabel('Recovery code', { exact: true }).fill(codes[1]!.toUpperCase());
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await keys.ready();

  await page.goto(`${server.origin}/profile`);
  await expect(page.getByRole('region', { name: 'Second factor' })).toContainText('8 recovery codes left');
  await page.getByRole('link', { name: 'New recovery codes', exact: true }).click();
  await expectCopyAccessible(page, 'new recovery codes');
  await page.getByLabel('Your password', { exact: true }).fill(owner.password);
  await page.getByLabel('Code', { exact: true }).fill(codes[2]!);
  await page.getByRole('button', { name: 'Create new codes', exact: true }).click();
  const fresh = (await page.getByLabel('Recovery codes', { exact: true }).inputValue()).split('\n');
  expect(fresh).toHaveLength(10);
  for (const code of fresh) server.secrets.remember(code.replaceAll('-', ''));
  await page.getByRole('link', { name: 'I have saved them', exact: true }).click();

  await page.getByRole('link', { name: 'Turn off', exact: true }).click();
  await expectCopyAccessible(page, 'turning it off');
  await page.getByLabel('Your password', { exact: true }).fill(owner.password);
  await page.getByLabel('Code', { exact: true }).fill(codes[3]!);
  await page.getByRole('button', { name: 'Turn off', exact: true }).click();
  await expectRefused(page.getByLabel('Code', { exact: true }), 'This recovery code is wrong or was already used.');
  await page.getByLabel('Your password', { exact: true }).fill(owner.password);
  await page.getByLabel('Code', { exact: true }).fill(fresh[0]!);
  await page.getByRole('button', { name: 'Turn off', exact: true }).click();
  await expect(page.getByRole('status')).toHaveText('Second factor turned off. You are signed out everywhere else.');
  await page.context().clearCookies();
  await page.goto(server.origin + keys.path());
  await new SignInPage(page).signIn(owner);
  await keys.ready();
});

test('who lost phone and codes is let in again from the command line', async ({ ownServer, owner, browse, hydrated }) => {
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  await turnOn(page, server, owner);
  expect(await server.command('user', 'reset-second-factor', owner.email)).toContain('is off, and all their sessions have ended');
  await expect(server.command('user', 'reset-second-factor', owner.email)).rejects.toThrow(/is not on\. Nothing was changed/);
  const keys = new KeysPage(page, server, owner.account, hydrated);
  await page.goto(server.origin + keys.path());
  await new SignInPage(page).signIn(owner);
  await keys.ready();
});

test('Turn on, clicked twice over a slow network, shows the recovery codes', async ({ ownServer, owner, browse }) => {
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  const { codes } = await turnOn(page, server, owner, async (button) => {
    await slowly(page);
    await button.dblclick();
  });
  expect(new Set(codes).size).toBe(10);
  await page.goto(`${server.origin}/profile`);
  await expect(page.getByText(/10 recovery codes left/)).toBeVisible();
});
