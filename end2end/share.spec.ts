// The share page of a single-access link, as a recipient without a session sees it.

import { wasOpened } from './support/share-page';
import { expect, test } from './support/test';

test('the page says whose key it is, how long it lives and how genuine links begin', async ({ keys, label, owner, server, stranger }) => {
  const link = await keys.generate(label);
  const share = await stranger(link);
  await expect(share.page.getByText(owner.account).first()).toBeVisible();
  await expect(share.page.getByText(label).first()).toBeVisible();
  await expect(share.page.getByText(/The link expires in /).first()).toBeVisible();
  await expect(share.page.getByText(`${server.origin}/credentials/`)).toBeVisible();
  await expect(share.viewTokenButton).toBeVisible();
});

test('looking again and again opens nothing; the button does, once', async ({ keys, label, server, stranger }) => {
  const share = await stranger(await keys.generate(label));
  for (let visit = 0; visit < 5; visit += 1) await share.page.reload();
  const credentials = await share.viewToken();
  await expect(share.page.getByText(/It is shown once, and this link no longer works\./).first()).toBeVisible();
  await expect(share.appKey).toHaveAttribute('readonly', '');
  await expect(share.appToken).toHaveAttribute('readonly', '');
  expect(await server.verdict(credentials)).toBe('allowed');
});

test('whoever comes second, goes back or reloads is told when the link was opened, and gets no token', async ({
  keys,
  label,
  stranger,
  watch,
}) => {
  watch.expect(410);
  const link = await keys.generate(label);
  const late = await stranger(link);
  const share = await stranger(link);
  const { appToken } = await share.viewToken();

  // This page was loaded before the link was opened; the click comes after.
  await late.viewTokenButton.click();
  await late.expectClosed(wasOpened);

  await share.open(link);
  await share.expectClosed(wasOpened);
  await share.page.goBack();
  expect(await share.page.content()).not.toContain(appToken);
});

test('malformed and unknown addresses get the same page', async ({ browse, server, watch }) => {
  watch.expect(404);
  const page = await browse();
  const texts = new Set<string>();
  for (const id of ['0'.repeat(43), 'x', 'a'.repeat(44), 'ü', '..%2f..%2fetc', '%00', 'a'.repeat(2000)]) {
    const reply = await page.goto(`${server.origin}/credentials/${id}`);
    expect(reply?.status(), id).toBe(404);
    texts.add(await reply!.text());
  }
  expect(texts.size).toBe(1);
  expect([...texts][0]).toContain('Link not found');
});

test('the row of the key says whether its link was opened', async ({ keys, label, openLink }) => {
  const link = await keys.generate(label);
  await expect(keys.row(label)).toContainText(/Link not opened yet/);
  await openLink(link);
  await keys.open();
  await expect(keys.row(label)).not.toContainText(/Link not opened yet/);
});
