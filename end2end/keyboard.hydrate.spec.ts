// Keyboard only: open a menu, move through it, use a dialog, and return to the previous focus.

import { expect, test } from './support/test';

test('the menu of a row opens, moves by arrows and closes by keyboard', async ({ keys, label, page }) => {
  await keys.generate(label);
  const button = keys.menuButton(label);
  await button.focus();
  await page.keyboard.press('Enter');
  const items = page.getByRole('menu').getByRole('menuitem');
  await expect(items.first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(items.nth(1)).toBeFocused();
  await page.keyboard.press('End');
  await expect(items.last()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(items.first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(items.last()).toBeFocused();
  await page.keyboard.press('Home');
  await expect(items.first()).toBeFocused();

  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(button).toBeFocused();
});

test('a dialog takes the focus, keeps it inside, closes by Escape and gives it back', async ({ keys, label, page }) => {
  await keys.generate(label);
  const button = keys.menuButton(label);
  await button.focus();
  await page.keyboard.press('Enter');
  const edit = page.getByRole('menuitem', { name: 'Edit' });
  await expect(edit).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(keys.dialog).toBeVisible();

  // The focus cycles. It may pass through the browser's own controls, but not through the page behind the dialog.
  for (let step = 0; step < 15; step += 1) {
    await page.keyboard.press('Tab');
    const place = await page.evaluate(() => {
      const focused = document.activeElement;
      return !focused || focused === document.body || focused.closest('[role=dialog], dialog') ? 'inside' : focused.outerHTML;
    });
    expect(place).toBe('inside');
  }
  await page.keyboard.press('Escape');
  await expect(keys.dialog).toBeHidden();
  await expect(button).toBeFocused();
});

test('a key is generated and renewed without a pointer', async ({ keys, label, page, openLink }) => {
  await page.getByRole('button', { name: 'Generate key', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(keys.label).toBeFocused();
  await page.keyboard.type(label);
  await page.keyboard.press('Enter');
  const link = await keys.shownLink();
  await expect(keys.dialog.getByRole('button', { name: 'Copy', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(keys.dialog.getByRole('button', { name: 'Copied', exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(keys.dialog).toBeHidden();
  await expect(keys.row(label)).toBeVisible();
  await openLink(link);
  await keys.open();

  await keys.menuButton(label).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Renew token' })).toBeFocused();
  await page.keyboard.press('Enter');
  await keys.shownLink();
  await keys.dialog.getByRole('radio', { name: 'Later', exact: true }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(keys.dialog.getByRole('radio', { name: 'When unused', exact: true })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(keys.dialog.getByRole('spinbutton', { name: 'Days without use' }), 'belongs to the choice above it').toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowDown');
  await expect(keys.dialog.getByRole('radio', { name: 'Now', exact: true })).toBeChecked();
  await keys.nobodyHasIt.focus();
  await page.keyboard.press('Space');
  await keys.dialog.getByRole('button', { name: 'Complete' }).focus();
  await page.keyboard.press('Enter');
  await expect(keys.dialog).toBeHidden();
  await expect(keys.row(label)).not.toContainText('Pending deletion');
});

test('a refused form moves the focus to the field that was refused', async ({ keys, watch }) => {
  watch.expect(422);
  await keys.openGenerate();
  await keys.label.fill(' ');
  await keys.page.keyboard.press('Enter');
  await expect(keys.label).toHaveAttribute('aria-invalid', 'true');
  await expect(keys.label).toBeFocused();
});
