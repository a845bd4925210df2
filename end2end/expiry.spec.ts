// The expiry of links after 24 hours. The release binary is stopped and started again on the same database with a shifted clock.

import { expectCopyAccessible } from './support/accessible';
import { SignInPage } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import type { Keydesk } from './support/keydesk';
import { hasExpired, SharePage } from './support/share-page';
import { expect, test as withServers } from './support/test';
import type { Watch } from './support/watch';

const test = withServers.extend<{ clocked: Keydesk; admin: () => Promise<KeysPage>; visit: (link: string) => Promise<SharePage> }>({
  /** A separate server, set up, whose clock the test may shift. */
  clocked: async ({ ownServer, owner }, use) => {
    const server = await ownServer();
    await server.setUp(owner);
    await use(server);
  },
  /** Opens the list after a new sign-in, because the session expires when the clock is shifted. */
  admin: async ({ clocked, browse, owner, hydrated }, use) => {
    await use(async () => {
      const keys = new KeysPage(await browse(), clocked, owner.account, hydrated);
      await keys.page.goto(`${clocked.origin}/login`);
      await new SignInPage(keys.page).signIn(owner);
      await keys.ready();
      return keys;
    });
  },
  visit: async ({ clocked, browse }, use) => {
    await use(async (link) => {
      const share = new SharePage(await browse(), clocked.secrets);
      await share.open(link);
      return share;
    });
  },
});

test('a link still opens a minute before its 24 hours are over', async ({ clocked, admin, visit, watch }) => {
  const link = await (await admin()).generate('In the last minute');
  await setClock(clocked, watch, '+23h59m');
  const credentials = await (await visit(link)).viewToken();
  expect(await clocked.verdict(credentials)).toBe('allowed');
});

test('after 24 hours a link gives nothing out, and renewing replaces the token that nobody saw', async ({
  clocked,
  admin,
  visit,
  label,
  watch,
}) => {
  watch.expect(410);
  const before = await admin();
  const neverOpened = await before.generate('Never opened');
  const old = await (await visit(await before.generate(label))).viewToken();
  const expiring = await before.renew(label);
  const openInATab = await visit(expiring);

  await setClock(clocked, watch, '+24h');
  const expired = await visit(neverOpened);
  await expired.expectClosed(hasExpired);
  await expectCopyAccessible(expired.page, 'an expired link');
  await (await visit(expiring)).expectClosed(hasExpired);
  await openInATab.viewTokenButton.click();
  await openInATab.expectClosed(hasExpired);

  const after = await admin();
  await after.expectOffered(label, ['Edit', 'Renew token', 'Delete old token', 'Deactivate', 'Delete key']);
  await after.choose(label, 'Delete old token');
  await expect(after.dialog).toContainText('The new token can no longer be viewed.');
  await after.confirm('Cancel');
  const replacement = await (await visit(await after.renew(label))).viewToken();
  expect(await clocked.verdict(old)).toBe('allowed');
  expect(await clocked.verdict(replacement)).toBe('allowed');
  await after.open();
  await after.deleteOldToken(label);
  expect(await clocked.verdict(old)).toBe('token_revoked');
  expect(await clocked.verdict(replacement)).toBe('allowed');

  // Nobody saw the first token of this key either, so its replacement leaves no old token to delete.
  const first = await (await visit(await after.replaceFirstToken('Never opened'))).viewToken();
  expect(await clocked.verdict(first)).toBe('allowed');
  await after.open();
  await expect(after.row('Never opened')).not.toContainText('Pending deletion');
});

async function setClock(server: Keydesk, watch: Watch, clock: string): Promise<void> {
  watch.expectDowntime();
  // An open list polls while a link is pending, and its session has expired by then.
  watch.expect(401);
  await server.pause();
  await server.resume(clock);
}
