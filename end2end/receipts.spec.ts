// Receipts of links: the history of a link, and the notice when an opened link is visited again.

import { expectCopyAccessible } from './support/accessible';
import { expect, test } from './support/test';

test('a second visit raises a notice in the row, which leads to the receipt and is dismissed there', async ({
  keys,
  label,
  page,
  stranger,
  watch,
}) => {
  watch.expect(410);
  const link = await keys.generate(label);
  const recipient = await stranger(link);
  await recipient.viewToken();
  await keys.open();
  const notice = keys.row(label).getByRole('link', { name: /^Opened link visited again/ });
  await expect(keys.row(label)).toBeVisible();
  await expect(notice).toHaveCount(0);

  // A second person visits the link.
  const second = await stranger(link);
  await expect(second.viewTokenButton).toHaveCount(0);
  await keys.open();
  await expect(notice).toHaveAttribute('title', /^Visits: 1, the last on \d{1,2} [A-Z][a-z]{2} \d{4}, \d{2}:\d{2} UTC\.$/);
  await expectCopyAccessible(page, 'a row with a notice');
  await notice.click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(label);
  const receipt = page.getByRole('region', { name: /^Link of / });
  for (const line of ['Issued with the key', 'Page viewed', 'Opened; the token was shown', 'Visited again; the page said']) {
    await expect(receipt.getByRole('listitem').filter({ hasText: line }).first()).toBeVisible();
  }
  await expect(receipt.getByText(/From 127\.0\.0\.1, (Headless)?Chrome/).first()).toBeVisible();
  await expectCopyAccessible(page, 'a key with a notice');
  await page.getByRole('button', { name: 'Dismiss notice', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Notice dismissed.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Dismiss notice' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Back to API keys' }).click();
  await expect(keys.row(label)).toBeVisible();
  await expect(notice).toHaveCount(0);

  // Visits by the browser that opened the link raise no notice, even from a chat. A visit by any other browser raises it again.
  await recipient.page.reload();
  await recipient.page.goto(link);
  await recipient.page.reload();
  await keys.open();
  await expect(keys.row(label)).toBeVisible();
  await expect(notice).toHaveCount(0);
  await second.page.reload();
  await keys.open();
  await expect(notice).toBeVisible();
  const above = page.getByRole('status').filter({ hasText: /visited again after (it was|they were) opened\./ });
  await above.getByRole('link', { name: /^Show \d+ keys? whose links? w/ }).click();
  await expect(page).toHaveURL(/alert=visited-again/);
  await expect(keys.row(label)).toBeVisible();
  await expect(above.getByRole('link', { name: 'Show all keys' })).toBeVisible();
});

test('the menu of a row leads to the page of its key, with its links', async ({ keys, label, page }) => {
  await keys.generate(label);
  await keys.menuButton(label).click();
  await page.getByRole('menu').getByRole('menuitem', { name: 'Details', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(label);
  await expect(page.getByText(label).first()).toBeVisible();
  await expect(page.getByText(/Not opened yet; valid until/)).toBeVisible();
  await expectCopyAccessible(page, 'the page of a key with a pending link');
});
