// Nothing that is secret stays anywhere. Every test looks for its secrets in the log and the database when it ends; this
// one looks everywhere, and shows that the search would find something.

import { standsBelow } from './support/secrets';
import { expect, leaksOf, test } from './support/test';

test('no token or link is found in pages, browser storage, the log or the database', async ({ keys, label, page, server, openLink }) => {
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

  // What is no secret is there, in clear, so the search looks at the right bytes.
  expect(standsBelow(server.data, opened.appKey)).toBe(true);
  expect(standsBelow(server.data, label)).toBe(true);
  expect(leaksOf(server)).toEqual([]);
});
