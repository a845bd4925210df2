// Sign-in, sign-out, and the redirects after them.

import { SignInPage } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { sentences } from './support/sentences';
import { expect, test } from './support/test';

test('a wrong password and an unknown user get the same answer, and the address stays in its field', async ({
  browse,
  server,
  owner,
  watch,
}) => {
  watch.expect(401);
  const signIn = new SignInPage(await browse());
  const texts: string[] = [];
  for (const email of [owner.email, 'nobody@acme.example']) {
    await signIn.page.goto(`${server.origin}/login`);
    await signIn.signIn({ email, password: 'not the right password' });
    await expect(signIn.page.getByText(sentences.signInRefused)).toBeVisible();
    await expect(signIn.email).toHaveValue(email);
    await expect(signIn.password).toHaveValue('');
    texts.push((await signIn.page.locator('body').innerText()).replaceAll(email, ''));
  }
  expect(texts[1]).toBe(texts[0]);
});

test('who is not signed in is asked to, and then returns to where they were going', async ({
  browse,
  server,
  owner,
  hydrated,
}) => {
  const page = await browse();
  const keys = new KeysPage(page, server, owner.account, hydrated);
  const wanted = keys.path('/new?page=1');
  await page.goto(server.origin + wanted);
  await expect(page).toHaveURL(/\/login\?next=/);
  await new SignInPage(page).signIn(owner);
  await expect(keys.label).toBeVisible();
  await expect(page).toHaveURL(server.origin + wanted);
});

test('after signing out the session is over, also for who kept its cookie', async ({ browse, server, owner, hydrated, watch }) => {
  watch.expect(401);
  const page = await browse();
  const keys = new KeysPage(page, server, owner.account, hydrated);
  await page.goto(`${server.origin}/login`);
  await new SignInPage(page).signIn(owner);
  await keys.ready();
  const kept = await page.context().storageState();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(new SignInPage(page).button).toBeVisible();
  await page.goto(server.origin + keys.path());
  await expect(page).toHaveURL(/\/login/);

  const thief = await browse(kept);
  await thief.goto(server.origin + keys.path());
  await expect(thief).toHaveURL(/\/login/);
});

test('an address of a filtered list that stands in a chat shows the list, and its forms work', async ({ keys, label, page, server }) => {
  await keys.generate(label);
  const address = `${server.origin}${keys.path()}?q=${encodeURIComponent(label)}`;
  const body = `<!DOCTYPE html><title>Chat</title><link rel="icon" href="data:,"><a href="${address}">look at this</a>`;
  await page.route('http://chat.example/', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('http://chat.example/');
  await page.getByRole('link').click();
  await expect(page).toHaveURL(address);
  await keys.ready();
  await expect(keys.rows).toHaveCount(1);
  await keys.deactivate(label);
  await expect(keys.row(label)).toContainText('Inactive');
});
