// Resources that do not exist and resources of other accounts look alike.

import { sentences } from './support/sentences';
import { expect, test } from './support/test';

test("somebody else's account and one that does not exist get the same page", async ({ demo, browse, watch }) => {
  watch.expect(404);
  const page = await browse(demo.session);
  const texts: string[] = [];
  for (const account of ['no-such-account', demo.otherAccount]) {
    const reply = await page.goto(`${demo.server.origin}/${account}/api-keys/generated`);
    expect(reply?.status()).toBe(404);
    await expect(page.getByText(sentences.notFound)).toBeVisible();
    // Each request has an id of its own.
    const id = await page.locator('code.request').innerText();
    expect(id).toMatch(/^[\w-]{8,}$/);
    texts.push((await page.locator('body').innerText()).replaceAll(account, '').replace(id, ''));
  }
  expect(texts[1]).toBe(texts[0]);
});

test('a key that does not exist has no dialogs', async ({ page, server, keys, watch }) => {
  watch.expect(404);
  for (const dialog of ['edit', 'delete', 'undo-renewal']) {
    const reply = await page.goto(server.origin + keys.path(`/0123456789/${dialog}`));
    expect(reply?.status(), dialog).toBe(404);
    await expect(page.getByText(sentences.notFound), dialog).toBeVisible();
  }
});

test('an address that only forms are sent to says so, and that of signing out leads home', async ({ page, server, keys, owner, watch }) => {
  watch.expect(405);
  for (const path of ['/profile/sessions', '/profile/browsers']) {
    const reply = await page.goto(server.origin + path);
    expect(reply?.status(), path).toBe(405);
    await expect(page.getByText(sentences.notFound), path).toBeVisible();
    await expect(page.getByRole('link', { name: `Profile of ${owner.email}` }), path).toBeVisible();
  }
  await page.goto(`${server.origin}/logout`);
  await expect(page, 'nobody is signed out by a link').toHaveURL(server.origin + keys.path());
});

test('an unknown address says so', async ({ page, server, watch }) => {
  watch.expect(404);
  for (const path of ['/acme/nothing/here', '/acme/api-keys/generated/x/y/z', '/nothing.js']) {
    const reply = await page.goto(server.origin + path);
    expect(reply?.status(), path).toBe(404);
    await expect(page.getByText(sentences.notFound), path).toBeVisible();
  }
});
