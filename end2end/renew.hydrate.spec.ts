// State between two actions on one page: the message of the first action, and the question of a dialog.

import { sentences } from './support/sentences';
import { expect, test } from './support/test';

test('the message of an action disappears when another begins, so that it covers no button', async ({ keys, label, page, openLink }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openLink(await keys.generate(label));
  await keys.open();
  const toast = page.locator('.toasts[role=status]');
  await keys.deactivate(label);
  await expect(toast).toContainText('The key is inactive.');
  await keys.choose(label, 'Delete key');
  // Well before the message would disappear on its own.
  await expect(toast).toHaveText('', { timeout: 4_000 });
  await keys.confirm('Cancel');

  await keys.activate(label);
  await expect(toast).toContainText('The key is active.');
  await keys.choose(label, 'Renew token');
  await keys.shownLink();
  // Well before the message would disappear on its own.
  await expect(toast).toHaveText('', { timeout: 4_000 });
});

test('once a key is renewed with consent, its link comes back without the question', async ({ keys, label, openLink, watch }) => {
  watch.expect(409);
  await openLink(await keys.generate(label));
  await openLink(await keys.renew(label));
  await keys.open();
  await keys.choose(label, 'Renew token');
  await expect(keys.dialog).toContainText(sentences.oldTokenWouldGo);
  await keys.consentToRenew();
  const link = await keys.shownLink();
  await keys.press('Undo renewal');
  await keys.press('Cancel');
  expect(await keys.shownLink()).toBe(link);
  await expect(keys.dialog.getByRole('alert')).toHaveCount(0);
  await expect(keys.dialog).not.toContainText(sentences.oldTokenWouldGo);
});
