// All kinds of renewal: *Now*, undone, left unfinished, repeated too early, and repeated with consent.

import { expectRefused } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { Recorder, renewing, withLaterVersion } from './support/recorder';
import { sentences } from './support/sentences';
import { wasCancelled, wasOpened } from './support/share-page';
import { expect, test } from './support/test';

test('renewed with Now, the old token is refused at once', async ({ keys, label, server, openLink }) => {
  const old = await openLink(await keys.generate(label));
  const link = await keys.renew(label, 'Now');

  expect(await server.verdict(old)).toBe('token_revoked');
  await expect(keys.row(label)).not.toContainText('Pending deletion');
  expect(await server.verdict(await openLink(link))).toBe('allowed');
});

test('a lost first link gets a new one, and opens no more itself', async ({ keys, label, server, openLink, stranger, watch }) => {
  watch.expect(410);
  const lost = await keys.generate(label);
  await keys.choose(label, 'New link');
  await keys.press('New link');
  await expect(keys.dialog.getByRole('heading', { name: 'New link created' })).toBeVisible();
  const link = await keys.shownLink();
  await keys.confirm('Close');

  await (await stranger(lost)).expectClosed(wasCancelled);
  expect(await server.verdict(await openLink(link))).toBe('allowed');
});

test('Now asks for a tick while nobody has the new token, and New link is the way out', async ({
  keys,
  label,
  server,
  openLink,
  watch,
  hydrated,
}) => {
  watch.expect(409, 422);
  const old = await openLink(await keys.generate(label));
  await keys.startRenewal(label);
  await expect(keys.nobodyHasIt).toBeHidden();
  await keys.dialog.getByRole('radio', { name: 'Now', exact: true }).check();
  // By keyboard: without scripts, the button cannot be clicked before the checkbox is ticked.
  await keys.dialog.getByRole('button', { name: 'Complete', exact: true }).press('Enter');
  const refused = hydrated ? sentences.notUnderstood : sentences.newTokenUnseen;
  await expect(keys.dialog.getByText(refused).first()).toBeVisible();
  expect(await server.verdict(old)).toBe('allowed');
  // The old token was used after the dialog had been opened, so its use has to be confirmed, too.
  await keys.dialog.getByRole('radio', { name: 'Now', exact: true }).check();
  await keys.nobodyHasIt.check();
  await keys.press('Complete');
  await expect(keys.inUse).toBeVisible();
  await keys.complete('Now');
  expect(await server.verdict(old)).toBe('token_revoked');

  await keys.choose(label, 'New link');
  await keys.press('New link');
  expect(await server.verdict(await openLink(await keys.shownLink()))).toBe('allowed');
});

test('the meaning of the chosen roles is shown before the key is generated', async ({ keys }) => {
  await keys.openGenerate();
  const none = keys.dialog.getByText(/^No role is selected./);
  const owner = keys.dialog.getByText(/^Owner \(Admin Super\) lets anyone with the token do everything/);
  await expect(none).toBeVisible();
  await expect(owner).toBeHidden();
  await expect(keys.dialog.getByRole('button', { name: 'Generate', exact: true })).toHaveAccessibleDescription(/^No role is selected./);
  await keys.tickRoles(['Owner (Admin Super)']);
  await expect(none).toBeHidden();
  await expect(owner).toBeVisible();
});

test('Later is preselected', async ({ keys, label, server, openLink }) => {
  const old = await openLink(await keys.generate(label));
  await keys.startRenewal(label);
  await expect(keys.dialog.getByRole('radio', { name: 'Later', exact: true })).toBeChecked();
  await keys.confirm('Complete');
  expect(await server.verdict(old)).toBe('allowed');
  await expect(keys.row(label)).toContainText('Pending deletion - Old token');
});

test('undone, the new token never works, the old one always did, and the link says so', async ({
  keys, label,
  server,
  openLink,
  stranger,
  watch,
}) => {
  watch.expect(410);
  const old = await openLink(await keys.generate(label));
  const link = await keys.renew(label);
  await keys.undoRenewal(label);

  expect(await server.verdict(old)).toBe('allowed');
  await (await stranger(link)).expectClosed(wasCancelled);
  await expect(keys.row(label)).not.toContainText('Pending deletion');
  await keys.expectOffered(label, ['Edit', 'Renew token', 'Deactivate', 'Delete key']);
});

test('somebody who had the link open when the renewal was undone gets no token', async ({ keys, label, openLink, stranger, watch }) => {
  watch.expect(410);
  await openLink(await keys.generate(label));
  const share = await stranger(await keys.renew(label));
  await expect(share.viewTokenButton).toBeVisible();
  await keys.undoRenewal(label);
  await share.viewTokenButton.click();
  await share.expectClosed(wasCancelled);
});

test('a page closed in the middle of a renewal leaves Later', async ({ keys, label, server, openLink, browse, session, owner, hydrated }) => {
  const old = await openLink(await keys.generate(label));
  const link = await keys.startRenewal(label);
  await keys.page.close();

  const again = new KeysPage(await browse(session), server, owner.account, hydrated);
  await again.open();
  await expect(again.row(label)).toContainText('Pending deletion - Old token');
  await again.expectOffered(label, ['Edit', 'Undo renewal', 'Delete old token', 'Deactivate', 'Delete key']);
  const renewed = await openLink(link);
  expect(await server.verdict(old)).toBe('allowed');
  expect(await server.verdict(renewed)).toBe('allowed');
});

test('while a link is pending, renewing again is not offered, and refused when posted by hand', async ({
  keys, label,
  server,
  openLink,
  hydrated,
}) => {
  const firstLink = await keys.generate(label);
  await keys.expectOffered(label, ['Edit', 'New link', 'Deactivate', 'Delete key']);

  const first = await openLink(firstLink);
  await keys.open();
  const recorder = new Recorder(keys.page, renewing);
  const link = await keys.startRenewal(label);
  const reply = await recorder.repeat(withLaterVersion(1));
  expect(reply.status).toBe(409);
  // The response to scripts is an error code, for which the page has the text.
  if (!hydrated) expect(unescaped(reply.text)).toMatch(sentences.linkPending);

  await keys.open();
  await keys.expectOffered(label, ['Edit', 'Undo renewal', 'Delete old token', 'Deactivate', 'Delete key']);
  expect(await server.verdict(first)).toBe('allowed');
  expect(await server.verdict(await openLink(link))).toBe('allowed');
});

test('once the new token was viewed, the renewal cannot be undone any more', async ({ keys, label, openLink }) => {
  await openLink(await keys.generate(label));
  await openLink(await keys.renew(label));
  await keys.open();
  await keys.expectOffered(label, ['Edit', 'Renew token', 'Delete old token', 'Deactivate', 'Delete key']);
});

test('deleting the old token before the new one was viewed warns that nobody has a token then', async ({ keys, label, server, openLink }) => {
  const old = await openLink(await keys.generate(label));
  const link = await keys.renew(label);
  await keys.choose(label, 'Delete old token');
  await expect(keys.dialog).toContainText('Nobody has seen the new token yet.');
  await keys.confirm('Delete');
  expect(await server.verdict(old)).toBe('token_revoked');
  expect(await server.verdict(await openLink(link))).toBe('allowed');
});

test('renewing a key that still has an old token asks whether that one may go', async ({
  keys,
  label,
  server,
  openLink,
  stranger,
  hydrated,
  watch,
}) => {
  watch.expect(409, 410, 422);
  const first = await openLink(await keys.generate(label));
  const secondLink = await keys.renew(label);
  const second = await openLink(secondLink);
  await keys.open();

  await keys.choose(label, 'Renew token');
  const question = keys.dialog.getByText(sentences.oldTokenWouldGo);
  await expect(question).toHaveCount(1);
  await expect(keys.consent).not.toHaveAttribute('aria-invalid');
  expect(await server.verdict(first)).toBe('allowed');

  await keys.press('Renew token');
  await expectRefused(keys.consent, sentences.notUnderstood);
  if (hydrated) await expect(keys.consent).toBeFocused();
  await expect(question).toHaveCount(1);
  expect(await server.verdict(first)).toBe('allowed');
  // The first token was used after the dialog had been opened, so its use has to be confirmed, too.
  await keys.consentToRenew();
  await expect(keys.inUse).toBeVisible();
  expect(await server.verdict(first)).toBe('allowed');
  await keys.inUse.check();
  await keys.consentToRenew();
  const third = await openLink(await keys.shownLink());
  await keys.complete('Later');

  expect(await server.verdict(first)).toBe('token_revoked');
  expect(await server.verdict(second)).toBe('allowed');
  expect(await server.verdict(third)).toBe('allowed');
  await (await stranger(secondLink)).expectClosed(wasOpened);
});

test('the alert above the list counts the keys with an old token, and filters to them', async ({ keys, openLink, page }) => {
  const waiting = 'Old token waits';
  const settled = 'Nothing waits';
  await keys.generate(settled);
  await openLink(await keys.generate(waiting));
  await keys.renew(waiting);
  const alert = page.getByText(/^\d+ keys? ha(s|ve) an old token pending deletion\.$/);
  await expect(alert).toBeVisible();
  await page.getByRole('status').filter({ has: alert }).getByRole('link', { name: /^Show \d+ keys? with an old token$/ }).click();
  await expect(keys.row(settled)).toHaveCount(0);
  await expect(keys.row(waiting)).toBeVisible();
});

/** The plain text of a sentence in HTML. */
function unescaped(text: string): string {
  return text.replace(/<[^>]*>/g, '').replaceAll('&#x27;', "'").replaceAll('&#39;', "'").replaceAll('&quot;', '"');
}
