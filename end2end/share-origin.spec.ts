// Links may have their own host. It serves only the share page, and the main host does not serve that page.

import { KeysPage } from './support/keys-page';
import { sessionOf, expect, test } from './support/test';
import { SharePage } from './support/share-page';

test('with a share origin, links live there and nowhere else, and nothing else lives there', async ({
  ownServer,
  owner,
  browse,
  hydrated,
  label,
  watch,
}) => {
  watch.expect(404);
  const server = await ownServer({ configuration: { KEYDESK_SHARE_ORIGIN: 'http://localhost:{port}' } });
  const shareOrigin = server.origin.replace('127.0.0.1', 'localhost');
  await server.setUp(owner);
  const keys = new KeysPage(await browse(sessionOf(server, await server.signIn(owner))), server, owner.account, hydrated);
  await keys.open();
  const link = await keys.generate(label);
  expect(link).toMatch(new RegExp(`^${shareOrigin}/credentials/`));

  const share = new SharePage(await browse(), server.secrets);
  const onTheWrongHost = await share.page.goto(link.replace('localhost', '127.0.0.1'));
  expect(onTheWrongHost?.status()).toBe(404);
  for (const path of ['/', '/login', '/setup', keys.path(), '/v1/verify', '/api/5/list_keys']) {
    const reply = await share.page.goto(shareOrigin + path);
    expect(reply?.status(), path).toBe(404);
    await expect(share.page.getByRole('textbox'), path).toHaveCount(0);
  }

  await share.open(link);
  await expect(share.page.getByText(`${shareOrigin}/credentials/`)).toBeVisible();
  expect(await server.verdict(await share.viewToken())).toBe('allowed');
});
