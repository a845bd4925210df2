// The list while the server is down or slow.

import { expectAccessible } from './support/accessible';
import { KeysPage } from './support/keys-page';
import { expect, sessionOf, test } from './support/test';

test('while the server is down the rows stay under a message, and are loaded again afterwards', async ({ ownServer, owner, browse }) => {
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  const keys = new KeysPage(page, server, owner.account, true);
  await keys.open();
  await keys.generate('ERP integration');
  await keys.generate('Storefront');

  await server.pause();
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('erp');
  const line = page.getByRole('status').filter({ hasText: 'The server is not responding.' });
  await expect(line).toBeVisible();
  await expect(keys.rows).toHaveCount(2);
  await expect(search, 'whoever types keeps the focus').toBeFocused();
  await expect(page.getByRole('link', { name: 'Audit log' })).toBeVisible();
  await expectAccessible(page, 'a list whose server is away');
  await line.getByRole('button', { name: 'Try again' }).click();
  await expect(line).toBeVisible();

  await server.resume();
  await expect(keys.rows, 'it asks again by itself').toHaveCount(1);
  await expect(line).toBeHidden();
  await expect(page).toHaveURL(/q=erp/);
});

test('a plain page keeps its list while the server is slow or down', async ({ ownServer, owner, browse }) => {
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  await page.goto(`${server.origin}/${owner.account}/audit`);
  const rows = page.getByRole('table', { name: 'Audit log' }).getByRole('row');
  await expect(rows).not.toHaveCount(0);
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/audit?**', async (route) => {
    await held;
    await route.continue();
  });
  const user = page.getByRole('textbox', { name: 'User' });
  await page.getByLabel('From (UTC)', { exact: true }).fill(new Date().toISOString().slice(0, 10));
  await expect(page.getByRole('status').filter({ hasText: 'Waiting for the server…' })).toBeVisible();
  answer();
  await expect(page).toHaveURL(/from=/);
  await expect(page.getByText('Waiting for the server…')).toBeHidden();

  await server.pause();
  await user.fill('nobody@acme.example');
  const line = page.getByRole('alert').filter({ hasText: 'The server is not responding.' });
  await expect(line).toBeVisible();
  await expect(rows).not.toHaveCount(0);
  await expectAccessible(page, 'a plain list whose server is away');
  await server.resume();
  await line.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'No entries match these filters' })).toBeVisible();
  await expect(line).toBeHidden();
  await expect(user).toHaveValue('nobody@acme.example');
});

test('a slow answer is announced, and an ended session leaves the rows', async ({ keys, label, page, watch }) => {
  watch.expect(401);
  await keys.generate(label);
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/*/list_keys', async (route) => {
    await held;
    await route.continue();
  });
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('no key is called so');
  const waiting = page.getByRole('status').filter({ hasText: 'Waiting for the server…' });
  await expect(waiting).toBeVisible();
  await expect(keys.row(label)).toBeVisible();
  answer();
  await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible();
  await expect(waiting).toBeHidden();
  await search.fill('');
  await expect(keys.row(label)).toBeVisible();

  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await search.fill(label);
  const ended = page.getByRole('status').filter({ hasText: 'Your session has ended.' });
  await expect(ended).toBeVisible();
  await expect(keys.row(label)).toBeVisible();
  await page.context().addCookies(cookies);
  await ended.getByRole('button', { name: 'Try again' }).click();
  await expect(ended).toBeHidden();
  await expect(keys.row(label)).toBeVisible();
});

test('a plain list stays when the answer is not a list', async ({ ownServer, owner, browse, watch }) => {
  watch.expect(429);
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  await page.goto(`${server.origin}/${owner.account}/audit`);
  const rows = page.getByRole('table', { name: 'Audit log' }).getByRole('row');
  await expect(rows).not.toHaveCount(0);
  let reply = { status: 429, contentType: 'text/html', body: 'Too many requests' };
  await page.route('**/audit?**', (route) => route.fulfill(reply));
  const user = page.getByRole('textbox', { name: 'User' });
  const line = page.getByRole('alert').filter({ hasText: 'The server is not responding.' });
  for (const word of ['busy', 'maintenance']) {
    await user.fill(word);
    await expect(line, word).toBeVisible();
    await expect(rows, word).not.toHaveCount(0);
    reply = { status: 200, contentType: 'text/html', body: '<h1>Back soon</h1>' };
  }
  await page.unroute('**/audit?**');
  await page.locator('#away button').dispatchEvent('click');
  await expect(line).toBeHidden();
  await expect(page).toHaveURL(/user=maintenance/);
});

test('plain forms and the share page show that they wait for a slow server', async ({ ownServer, owner, browse, watch }) => {
  // An invitation without a role is refused.
  watch.expect(422);
  const server = await ownServer();
  await server.setUp(owner);
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  const keys = new KeysPage(page, server, owner.account, true);
  await keys.open();
  const link = await keys.generate('ERP integration');
  // During a navigation the test cannot query the page, so the page itself records what it shows.
  const expectProgress = async (button: string, progress: string) => {
    await page.getByRole('button', { name: button }).evaluate((element) => {
      const record = () => {
        const announced = document.querySelector('[aria-live]')?.textContent;
        sessionStorage.setItem('shown', JSON.stringify([element.textContent, announced]));
      };
      new MutationObserver(record).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await page.route('**', async (route) => {
      if (route.request().method() === 'POST') await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue();
    });
    await page.getByRole('button', { name: button }).click();
    await page.waitForLoadState();
    const shown = await page.evaluate(() => sessionStorage.getItem('shown'));
    expect(JSON.parse(shown ?? 'null')).toEqual([progress, progress]);
    await page.unroute('**');
  };
  await page.goto(`${server.origin}/${owner.account}/users/new`);
  await page.getByLabel('Email').fill('new@acme.example');
  await expectProgress('Invite', 'Inviting…');
  await page.goto(link);
  await expectProgress('View token', 'Opening the link…');
  await expect(page.getByText(/kdt_/).or(page.locator('input[value^=kdt_]')).first()).toBeVisible();
});
