// The main job in WebKit with scripts, to find behaviour that is specific to this engine.

import { expect, test } from './support/test';
import { WebKit } from './support/webkit';

const inWebKit = test.extend<{ person: WebKit }>({
  person: async ({}, use) => {
    const person = await WebKit.start();
    await use(person);
    await person.stop();
  },
});

inWebKit('in WebKit: generate a key, open its link, renew it, delete the old token', async ({ person, server, owner }) => {
  const label = 'ERP integration in WebKit';

  const signIn = async () => {
    await person.forget();
    await person.open(`${server.origin}/login`);
    await person.type('Email', owner.email);
    await person.type('Password', owner.password);
    await person.click('Sign in');
    await person.hydrated();
  };

  const shownLink = async () => {
    const link = await person.value('Single-access link');
    expect(link).toMatch(/\/credentials\/[0-9A-Za-z]{43}$/);
    server.secrets.rememberIn(link);
    return link;
  };

  const view = async (link: string) => {
    await person.forget();
    await person.open(link);
    await person.click('View token');
    const credentials = { appKey: await person.value('App key'), appToken: await person.value('App token') };
    server.secrets.rememberIn(credentials.appToken);
    return credentials;
  };

  await signIn();
  await person.click('Generate key');
  await person.type('Key identification', label);
  await person.click('Generate');
  const first = await view(await shownLink());
  expect(await server.verdict(first)).toBe('allowed');

  await signIn();
  await person.click(`Actions for ${label}`);
  await person.click('Renew token');
  const link = await shownLink();
  await person.click('Complete');
  await person.says('Pending deletion - Old token');
  const second = await view(link);
  expect(await server.verdict(first)).toBe('allowed');
  expect(await server.verdict(second)).toBe('allowed');

  await signIn();
  await person.click(`Actions for ${label}`);
  await person.click('Delete old token');
  // The server asks for the box once the uses above are written down, which takes a few seconds.
  await expect(async () => {
    await person.tickIfShown('It is still in use. Do it anyway.');
    await person.click('Delete');
    await expect.poll(() => server.verdict(first), { timeout: 3000 }).toBe('token_revoked');
  }).toPass({ timeout: 30_000 });
  expect(await server.verdict(second)).toBe('allowed');
});
