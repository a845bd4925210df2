// Receipts of links: behaviour that needs scripts.

import { expect, test } from './support/test';

test('the notice appears while the list is looked at', async ({ keys, label, page, stranger, watch }) => {
  watch.expect(410);
  const link = await keys.generate(label);
  await (await stranger(link)).viewToken();
  await keys.open();
  await page.getByRole('heading', { level: 1 }).click();
  await stranger(link);
  // The list polls every four seconds. The rest of the timeout is for machines that pause.
  await expect(keys.row(label).getByRole('link', { name: /^Opened link visited again/ })).toBeVisible({ timeout: 12_000 });
});
