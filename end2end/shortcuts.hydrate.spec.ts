// Keyboard shortcuts of the list.

import { expectAccessible } from './support/accessible';
import { expect, test } from './support/test';

test('/ searches, g generates, ? helps, and none of them while somebody types', async ({ keys, page }) => {
  await keys.open();
  await page.keyboard.press('/');
  const search = page.getByRole('searchbox', { name: 'Search' });
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('');
  await page.keyboard.type('g?/');
  await expect(search).toHaveValue('g?/');
  await expect(keys.dialog).toBeHidden();
  await search.fill('');
  await search.blur();

  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help).toBeVisible();
  await expectAccessible(page, 'the help');
  await page.keyboard.press('g');
  await expect(keys.label, 'not behind an open dialog').toBeHidden();
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();

  await page.keyboard.press('g');
  await expect(keys.label).toBeFocused();
  await page.keyboard.type('/');
  await expect(keys.label).toHaveValue('/');
});
