// The text of the *Export* button during an export.

import { expectAccessible } from './support/accessible';
import { exportButton as button, expectWorkbook } from './support/export';
import { expect, test } from './support/test';

test('during an export the button says so and does nothing', async ({ keys, page, owner }) => {
  await keys.open();
  let asked = 0;
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/export_keys?**', async (route) => {
    asked += 1;
    await held;
    await route.continue();
  });
  await button(page).click();
  await expect(button(page)).toHaveText('Exporting…');
  await expect(button(page)).toHaveAttribute('aria-busy', 'true');
  await expect(button(page)).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('status').filter({ hasText: 'Exporting…' })).toBeAttached();
  await expectAccessible(page, 'the list while it is exported');
  await button(page).click({ force: true });
  const coming = page.waitForEvent('download');
  answer();
  await expectWorkbook(await coming, owner.account);
  await expect(button(page)).toHaveText('Export');
  await expect(button(page)).not.toHaveAttribute('aria-disabled');
  expect(asked, 'a second click asks for nothing').toBe(1);
});
