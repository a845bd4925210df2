// What is not there, and what is not yours: the two look alike.

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
    texts.push((await page.locator('body').innerText()).replaceAll(account, ''));
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

test('an address that leads nowhere says so', async ({ page, server, watch }) => {
  watch.expect(404);
  for (const path of ['/acme/nothing/here', '/acme/api-keys/generated/x/y/z', '/nothing.js']) {
    const reply = await page.goto(server.origin + path);
    expect(reply?.status(), path).toBe(404);
    await expect(page.getByText(sentences.notFound), path).toBeVisible();
  }
});
