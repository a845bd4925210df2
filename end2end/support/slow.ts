// A slow network, as the browser sees it: requests reach the server at once, and answers come late.

import type { Page } from '@playwright/test';

/** Lets every answer to this page take so many milliseconds. */
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
