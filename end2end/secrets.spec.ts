// No secret is stored anywhere. Every test searches the log and the database for its secrets when it ends. This test also searches pages,
// browser storage and a backup, and proves that the search works.

import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { anyFileContains } from './support/secrets';
import { expect, leaksOf, test } from './support/test';

test('no token or link is found in pages, browser storage, the log, the database or a backup', async ({ keys, label, page, server, openLink }) => {
  const opened = await openLink(await keys.generate(label));
  await keys.renew(label);
  await keys.undoRenewal(label);
  await openLink(await keys.renew(label));
  await keys.open();
  await keys.deleteOldToken(label);
  await keys.generate(`${label}, link pending`);
  expect(server.secrets.count).toBeGreaterThanOrEqual(7);

  await keys.open();
  const served = await page.request.get(server.origin + keys.path());
  expect(server.secrets.foundIn(await served.text())).toEqual([]);
  expect(server.secrets.foundIn(await page.content())).toEqual([]);

  const { origins } = await page.context().storageState({ indexedDB: true });
  expect(server.secrets.foundIn(JSON.stringify(origins))).toEqual([]);

  // Values that are not secret are stored in clear, so the search reads the right files.
  expect(anyFileContains(server.data, opened.appKey)).toBe(true);
  expect(anyFileContains(server.data, label)).toBe(true);
  expect(leaksOf(server)).toEqual([]);

  const file = path.join(server.data, 'backup.db');
  await server.command('backup', file);
  const backup = readFileSync(file);
  rmSync(file);
  expect(backup.includes(opened.appKey)).toBe(true);
  expect(server.secrets.foundIn(backup)).toEqual([]);
});
