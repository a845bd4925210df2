// Concurrent actions: a form sent twice, two admins at one key, a session that ends during an action.

import { SignInPage } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { generating, Recorder } from './support/recorder';
import { sentences } from './support/sentences';
import { expect, sessionOf, test } from './support/test';

test('a form that is sent again generates one key, and gets its answer twice more', async ({ keys, label, server, hydrated }) => {
  const recorder = new Recorder(keys.page, generating);
  await keys.openGenerate();
  await keys.label.fill(label);
  await keys.press('Generate');
  const link = await keys.shownLink();

  for (let time = 1; time <= 2; time += 1) {
    const same = await recorder.repeat();
    expect(same.status).toBe(200);
    expect(same.text).toContain(link);
  }
  const again = await recorder.repeat();
  expect(again.status).toBe(409);
  // The response to scripts is an error code, for which the page has the text.
  if (!hydrated) expect(again.text).toMatch(/This form was already sent/);
  expect(server.secrets.foundIn(again.text)).toEqual([]);
  await keys.open();
  await expect(keys.row(label)).toHaveCount(1);
});

test('a second press on Generate, before the answer is there, generates one key and shows its link', async ({ keys, label }) => {
  await keys.openGenerate();
  await keys.label.fill(label);
  await keys.dialog.getByRole('button', { name: 'Generate', exact: true }).dblclick();
  await keys.shownLink();
  await keys.open();
  await expect(keys.row(label)).toHaveCount(1);
});

test.describe('two admins act on one key', () => {
  test('the second learns that nothing was done and sees the key as it is', async ({
    keys,
    label,
    server,
    openLink,
    browse,
    session,
    owner,
    hydrated,
    watch,
  }) => {
    watch.expect(409);
    const old = await openLink(await keys.generate(label));
    await openLink(await keys.renew(label));
    await keys.open();
    const other = new KeysPage(await browse(session), server, owner.account, hydrated);
    await other.open();
    await other.choose(label, 'Delete old token');

    await keys.choose(label, 'Edit');
    await keys.label.fill(`${label} by the first`);
    await keys.confirm('Save');
    await other.press('Delete');

    await expect(other.page.getByText(sentences.conflict)).toBeVisible();
    await expect(other.page.getByText(`${label} by the first`).first()).toBeVisible();
    expect(await server.verdict(old)).toBe('allowed');
  });

  test('a form that came too late keeps its input, and succeeds when it is sent again', async ({
    keys,
    label,
    server,
    browse,
    session,
    owner,
    hydrated,
    watch,
  }) => {
    watch.expect(409);
    await keys.generate(label);
    const other = new KeysPage(await browse(session), server, owner.account, hydrated);
    await other.open();
    await other.choose(label, 'Edit');
    await other.label.fill(`${label} by the second`);
    await other.tickRoles(['User administrator - RESTRICTED']);

    await keys.choose(label, 'Edit');
    await keys.label.fill(`${label} by the first`);
    await keys.confirm('Save');
    await other.press('Save');

    await expect(other.page.getByText(sentences.conflict)).toBeVisible();
    await expect(other.dialog.getByText(`${label} by the first`)).toBeVisible();
    await expect(other.label).toHaveValue(`${label} by the second`);
    await expect(other.dialog.getByRole('checkbox', { name: 'User administrator - RESTRICTED' })).toBeChecked();
    await other.confirm('Save');
    await expect(other.row(`${label} by the second`)).toContainText('User administrator - RESTRICTED');
  });

  test('both renew: one gets a link, the other the sentence, and the key has two tokens', async ({
    keys,
    label,
    server,
    openLink,
    browse,
    session,
    owner,
    hydrated,
    watch,
  }) => {
    watch.expect(409);
    const old = await openLink(await keys.generate(label));
    await keys.open();
    const other = new KeysPage(await browse(session), server, owner.account, hydrated);
    await other.open();
    // Holds back the list of the second admin, so that it does not show the first renewal.
    await other.page.route('**/api/5/list_keys', () => undefined);

    const link = await keys.startRenewal(label);
    await other.choose(label, 'Renew token');
    // The key can no longer be renewed, so the second admin gets that error.
    await expect(other.dialog.getByText(sentences.linkPending)).toBeVisible();
    await expect(other.link).toHaveCount(0);

    expect(await server.verdict(old)).toBe('allowed');
    expect(await server.verdict(await openLink(link))).toBe('allowed');
  });

  test('the second does not find a key that the first deleted', async ({ keys, label, server, browse, session, owner, hydrated, watch }) => {
    watch.expect(404, 409);
    await keys.generate(label);
    const other = new KeysPage(await browse(session), server, owner.account, hydrated);
    await other.open();
    await other.choose(label, 'Deactivate');
    await keys.deleteKey(label);
    await other.press('Deactivate');
    await expect(other.page.getByText(sentences.notFound)).toBeVisible();
  });
});

test('a session that ends in the middle of a form: the form stays, and goes through after signing in in another tab', async ({
  keys,
  label,
  server,
  owner,
  browse,
  hydrated,
  watch,
}) => {
  watch.expect(401);
  // A separate session, because this test ends it.
  const page = await browse(sessionOf(server, await server.signIn(owner)));
  const mine = new KeysPage(page, server, owner.account, hydrated);
  await mine.open();
  await mine.openGenerate();
  await mine.label.fill(label);
  await mine.tickRoles(['User administrator - RESTRICTED']);

  await page.context().clearCookies();
  await mine.press('Generate');
  await expect(page.getByText(sentences.sessionEnded)).toBeVisible();
  // Without a session, the reply to a form without scripts must not show data of the account. It only keeps the form to be sent again.
  if (hydrated) {
    await expect(mine.label).toHaveValue(label);
    await expect(mine.dialog.getByRole('checkbox', { name: 'User administrator - RESTRICTED' })).toBeChecked();
  }
  await keys.open();
  await expect(keys.row(label)).toHaveCount(0);

  const tab = await page.context().newPage();
  await tab.goto(`${server.origin}/login`);
  await new SignInPage(tab).signIn(owner);
  await new KeysPage(tab, server, owner.account, hydrated).ready();
  await page.getByRole('button', { name: hydrated ? 'Generate' : 'Send again', exact: true }).click();
  await mine.shownLink();
  await mine.confirm('Close');
  await expect(mine.row(label)).toHaveCount(1);
  await expect(mine.row(label)).toContainText('User administrator - RESTRICTED');
});
