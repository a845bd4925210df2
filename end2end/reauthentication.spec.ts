// Creating and deleting credentials requires the password again half an hour after it was entered.

import { expectRefused } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { SharePage } from './support/share-page';
import { expect, sessionOf, test } from './support/test';

const asks = 'Confirm that it is you: enter your password and try again.';

test('after half an hour, generating, renewing and deleting ask for the password and keep the form', async ({
  ownServer,
  owner,
  browse,
  hydrated,
  watch,
}) => {
  watch.expect(403, 422);
  const server = await ownServer();
  await server.setUp(owner);
  const session = sessionOf(server, await server.signIn(owner));
  const keys = new KeysPage(await browse(session), server, owner.account, hydrated);
  await keys.open();
  const renewable = 'Made while the password was fresh';
  const share = new SharePage(await browse(), server.secrets);
  await share.open(await keys.generate(renewable));
  const credentials = await share.viewToken();

  await server.pause();
  await server.resume('+31m');
  const password = keys.dialog.getByLabel('Your password', { exact: true });

  await keys.open();
  await keys.choose(renewable, 'Renew token');
  await expect(keys.dialog).toContainText(asks);
  // Password managers take the field before the password as the user name, unless there is a user name field.
  await expect(keys.dialog.locator('form:has([type=password]) input[autocomplete=username]')).toHaveValue(owner.email);
  await password.fill('not the right password');
  await keys.press('Renew token');
  await expectRefused(password, 'This password is wrong. Check it and try again.');
  expect(await server.verdict(credentials)).toBe('allowed');
  await keys.confirm('Cancel');

  await keys.choose(renewable, 'Delete key');
  const boxes = keys.dialog.getByRole('checkbox');
  await expect(boxes, 'that it is in use, and what it means').toHaveCount(2);
  for (const box of await boxes.all()) await box.check();
  await keys.press('Delete');
  await expect(keys.dialog).toContainText(asks);
  for (const box of await boxes.all()) await expect(box).toBeChecked();
  await keys.confirm('Cancel');

  await keys.openGenerate();
  await keys.label.fill('Made later');
  await keys.press('Generate');
  await expect(keys.dialog).toContainText(asks);
  await expect(keys.label).toHaveValue('Made later');
  await password.fill(owner.password);
  await keys.press('Generate');
  await keys.shownLink();
  await keys.confirm('Close');

  // The password is valid for the next half hour.
  await keys.renew(renewable);
  await expect(keys.row(renewable)).toContainText('Pending deletion - Old token');
});
