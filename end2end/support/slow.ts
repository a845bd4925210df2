// A slow network: requests reach the server at once, and responses are delayed.

import type { Page } from '@playwright/test';

/** Delays every response to this page by the given number of milliseconds. */
export async function slowly(page: Page, latency = 200): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
}
