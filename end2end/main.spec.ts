// The main job in one test, from an empty database to a renewed key. Runs on SQLite and on PostgreSQL.

import { KeysPage } from './support/keys-page';
import { SharePage, wasOpened } from './support/share-page';
import { SignInPage, SetupPage } from './support/entry-pages';
import { expect, test } from './support/test';

test('from an empty database to a renewed key, without a moment in which no token works', async ({
  ownServer,
  database,
  browse,
  owner,
  hydrated,
  watch,
}) => {
  test.setTimeout(120_000);
  watch.expect(410);
  const server = await ownServer({ database });
  const page = await browse();
  const keys = new KeysPage(page, server, owner.account, hydrated);
  const label = 'ERP integration';

  const stranger = async (link: string) => {
    const share = new SharePage(await browse(), server.secrets);
    await share.open(link);
    return share;
  };

  await test.step('set up by the link in the log, which signs in', async () => {
    const setup = new SetupPage(page);
    await setup.open(server.setupLink()!);
    await setup.createAccount(owner);
    await keys.ready();
    await expect(page).toHaveURL(server.origin + keys.path());
  });

  await test.step('sign out, and sign in again', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    const signIn = new SignInPage(page);
    await signIn.signIn(owner);
    await keys.ready();
  });

  const firstLink = await test.step('generate a key', async () => {
    const link = await keys.generate(label);
    await expect(keys.row(label)).toContainText('Active');
    return link;
  });

  const first = await test.step('a stranger opens the link', async () => {
    const share = await stranger(firstLink);
    const credentials = await share.viewToken();
    expect(credentials.appKey).toMatch(/^appkey-acme-[0-9A-HJKMNP-TV-Z]{8}$/);
    return credentials;
  });

  await test.step('whoever comes second learns when it was opened', async () => {
    await (await stranger(firstLink)).expectClosed(wasOpened);
  });

  await test.step('the token is accepted', async () => {
    expect(await server.verification(first)).toMatchObject({
      allowed: true,
      account: owner.account,
      key: first.appKey,
      label,
    });
  });

  const second = await test.step('renew with Later: both tokens are accepted', async () => {
    await keys.open();
    const link = await keys.renew(label, 'Later');
    expect(await server.verdict(first)).toBe('allowed');
    const credentials = await (await stranger(link)).viewToken();
    expect(credentials.appKey).toBe(first.appKey);
    expect(credentials.appToken).not.toBe(first.appToken);
    expect(await server.verdict(first)).toBe('allowed');
    expect(await server.verdict(credentials)).toBe('allowed');
    return credentials;
  });

  await test.step('the list says that the old token waits to be deleted', async () => {
    await keys.open();
    const row = keys.row(label);
    await expect(row).toContainText('Pending deletion - Old token');
    await expect(row).toContainText('New token');
    await expect(row).toContainText('Old token');
    await expect(page.getByText('1 key has an old token pending deletion.')).toBeVisible();
    // Uses are written down every few seconds. A dialog that opens before would ask for the box about them after the button.
    await expect(async () => {
      await keys.open();
      await expect(row).toContainText(/Last used.*Last used/s, { timeout: 1000 });
    }, 'both tokens were used').toPass();
  });

  await test.step('delete the old token: it is refused, the new one accepted', async () => {
    await keys.choose(label, 'Delete old token');
    // The dialog learns of the use after it opened.
    await keys.inUse.check();
    await keys.confirm('Delete');
    await expect(keys.row(label)).not.toContainText('Pending deletion');
    expect(await server.verdict(first)).toBe('token_revoked');
    expect(await server.verdict(second)).toBe('allowed');
  });
});
