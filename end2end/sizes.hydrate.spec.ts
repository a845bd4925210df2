// The compressed transfer size of pages. A page that exceeds its limit fails.

import type { Page } from '@playwright/test';
import { KeysPage } from './support/keys-page';
import { expect, sessionOf, test } from './support/test';

const kB = 1_000;

interface Transfer {
  url: string;
  bytes: number;
}

/** All responses that a page loads until the network is idle, with their transferred body sizes. */
async function transfersOf(page: Page, address: string): Promise<Transfer[]> {
  const loads: Promise<Transfer>[] = [];
  page.on('requestfinished', (request) => {
    loads.push(request.sizes().then(({ responseBodySize }) => ({ url: request.url(), bytes: responseBodySize })));
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  return Promise.all(loads);
}

function sum(transfers: Transfer[]): number {
  return transfers.reduce((total, { bytes }) => total + bytes, 0);
}

test("the recipient's page, all of it, is below 14 kB, its script below 1 kB", async ({ keys, label, browse }) => {
  const link = await keys.generate(label);
  const transfers = await transfersOf(await browse(), link);
  console.log(`recipient's page: ${sum(transfers)} bytes in ${transfers.length} replies`);
  expect(sum(transfers), JSON.stringify(transfers, null, 1)).toBeLessThan(14 * kB);
  const scripts = transfers.filter(({ url }) => new URL(url).pathname.endsWith('.js'));
  expect(scripts).toHaveLength(1);
  expect(scripts[0]!.bytes).toBeLessThan(kB);
});

test("the admin's first load is at most 235 kB", async ({ browse, ownServer, owner }) => {
  // A separate server, because the number of rows on the shared one varies.
  const server = await ownServer();
  await server.setUp(owner);
  const session = sessionOf(server, await server.signIn(owner));
  const keys = new KeysPage(await browse(session), server, owner.account, true);
  await keys.open();
  for (const label of ['ERP integration', 'Warehouse scanner', 'Storefront']) await keys.generate(label);
  const transfers = await transfersOf(await browse(session), server.origin + keys.path());
  console.log(`admin's first load: ${sum(transfers)} bytes in ${transfers.length} replies`);
  expect(transfers.some(({ url }) => url.endsWith('.wasm'))).toBe(true);
  expect(sum(transfers), JSON.stringify(transfers, null, 1)).toBeLessThanOrEqual(235 * kB);
});

test('files with a hash in their name are requested once and kept', async ({ page, server, keys }) => {
  const replies: { url: string; control: string }[] = [];
  page.on('response', (reply) => replies.push({ url: reply.url(), control: reply.headers()['cache-control'] ?? '' }));
  await page.goto(server.origin + keys.path(), { waitUntil: 'networkidle' });
  const hashed = replies.filter(({ url }) => url.includes('/pkg/') || url.includes('.js'));
  expect(hashed.some(({ url }) => /\/pkg\/list\.[0-9a-f]{16}\.js$/.test(url))).toBe(true);
  for (const { url, control } of hashed) expect(control, url).toContain('immutable');
});
