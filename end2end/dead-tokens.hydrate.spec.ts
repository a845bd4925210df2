// The notice about deleted tokens that are still sent, while the list is open.

import { expect, test } from './support/test';

test('the list and its menus stay as they are while deleted tokens are sent', async ({ keys, label, openLink, page, server }) => {
  // More than the notice names at once.
  const labels = [1, 2, 3, 4].map((number) => `${label} ${number}`);
  const dead = [];
  for (const name of labels) {
    dead.push(await openLink(await keys.generate(name)));
    await keys.open();
    await keys.deleteKey(name);
  }
  for (const token of dead) await server.verification(token);
  // The list is reloaded while a link is pending.
  await keys.generate(label);
  const notice = page.getByRole('status').filter({ hasText: 'Deleted tokens are still sent.' });
  const more = notice.getByText(/^And \d+ more keys?\.$/);
  const expectAll = async (timeout: number) => {
    for (const name of labels) await expect(notice.getByRole('link', { name, exact: true })).toBeVisible({ timeout });
  };
  // The server writes down every five seconds what it counted.
  await expect(async () => {
    await keys.open();
    await expect(more).toBeVisible({ timeout: 1_000 });
    await more.click();
    await expectAll(1_000);
  }).toPass({ timeout: 30_000 });

  await keys.menuButton(label).click();
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  await server.verification(dead[0]!);
  await expect(notice).toContainText(`${labels[0]} (deleted key): sent 2×`);
  await expect(menu).toBeVisible();
  await expectAll(5_000);
});
