// `test` with the fixtures of all specs (a server after set-up, a signed-in owner, recipients) and the checks that run in every test.

import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { withoutUnknownCommands } from './firefox';
import { Keydesk, type Credentials, type Database, type Owner, type Settings } from './keydesk';
import { KeysPage } from './keys-page';
import { SharePage } from './share-page';
import { Watch } from './watch';

export { expect, type Page };

export interface WorkerOptions {
  /** The database of the worker's server. */
  database: Database;
}

interface WorkerFixtures extends WorkerOptions {
  browser: Browser;
  /** A server that the worker's tests share. Each test creates its own keys. */
  server: Keydesk;
  owner: Owner;
  /** The owner's session as Playwright's storage state. Tests that end a session must create their own. */
  session: StorageState;
  /** The demo: two accounts with keys in every state. Tests share it, so they must not change it. */
  demo: Demo;
}

export interface Demo {
  server: Keydesk;
  /** The user of its first account. */
  owner: Owner;
  /** The slug of the other account, of which the owner is not a member. */
  otherAccount: string;
  session: StorageState;
}

type StorageState = Exclude<Awaited<ReturnType<BrowserContext['storageState']>>, string>;

const signedOut: StorageState = { cookies: [], origins: [] };

interface TestFixtures {
  hydrated: boolean;
  watch: Watch;
  /** A unique label for a key of the test. */
  label: string;
  /** The list of generated keys, opened as the owner. */
  keys: KeysPage;
  /** A separate browser context: another person, signed in only if a session is given. */
  browse: (session?: StorageState) => Promise<Page>;
  /** Opens a single-access link in a new browser context without a session. */
  stranger: (link: string) => Promise<SharePage>;
  /** The credentials behind a link, for tests that are not about the share page. */
  openLink: (link: string) => Promise<Credentials>;
  /** A separate server, before set-up. */
  ownServer: (settings?: Settings) => Promise<Keydesk>;
  checks: void;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  database: ['sqlite', { option: true, scope: 'worker' }],

  owner: [
    async ({}, use) => {
      await use({ account: 'acme', email: 'owner@acme.example', password: 'plenty of unrelated words' });
    },
    { scope: 'worker' },
  ],

  server: [
    async ({ database, owner }, use) => {
      const server = await Keydesk.start({ database });
      try {
        await server.setUp(owner);
        await use(server);
      } finally {
        await server.stop();
      }
    },
    // initdb of PostgreSQL is slow.
    { scope: 'worker', timeout: 60_000 },
  ],

  session: [
    async ({ server, owner }, use) => {
      await use(sessionOf(server, await server.signIn(owner)));
    },
    { scope: 'worker' },
  ],

  demo: [
    async ({}, use) => {
      const { server, printed } = await Keydesk.demo();
      try {
        const owner = demoOwner(printed);
        const session = sessionOf(server, await server.signIn(owner));
        await use({ server, owner, otherAccount: otherDemoAccount(printed, owner), session });
      } finally {
        await server.stop();
      }
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  browser: [
    async ({ browser, channel }, use) => {
      if (channel === 'moz-firefox') withoutUnknownCommands(browser);
      await use(browser);
    },
    { scope: 'worker' },
  ],

  hydrated: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),
  baseURL: async ({ server }, use) => use(server.origin),

  watch: async ({ hydrated }, use) => {
    const watch = new Watch(hydrated);
    await use(watch);
    watch.check();
  },

  label: async ({}, use, { title, repeatEachIndex }) => use(`${title.slice(0, 80).trim()} ${title.length}.${repeatEachIndex}`),

  context: async ({ context, watch }, use) => {
    watch.over(context);
    await use(context);
  },

  keys: async ({ page, server, owner, hydrated }, use) => {
    const keys = new KeysPage(page, server, owner.account, hydrated);
    await keys.open();
    await use(keys);
  },

  browse: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (session = signedOut) => {
      const context = await browser.newContext({ storageState: session });
      contexts.push(context);
      watch.over(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },

  stranger: async ({ browse, server }, use) => {
    await use(async (link) => {
      const share = new SharePage(await browse(), server.secrets);
      await share.open(link);
      return share;
    });
  },

  openLink: async ({ stranger }, use) => {
    await use(async (link) => {
      const share = await stranger(link);
      const credentials = await share.viewToken();
      await share.page.context().close();
      return credentials;
    });
  },

  ownServer: async ({ watch }, use) => {
    const servers: Keydesk[] = [];
    await use(async (settings) => {
      const server = await Keydesk.start(settings);
      // An open page may still load something, such as its icon.
      server.onPause = () => watch.expectDowntime();
      servers.push(server);
      return server;
    });
    for (const server of servers) {
      const leaked = leaksOf(server);
      await server.stop();
      expect(leaked, 'secrets in the log or the database').toEqual([]);
    }
  },

  // After each test, no secret that it saw may be in the log or the database.
  checks: [
    async ({ server }, use, testInfo) => {
      await use();
      if (testInfo.error) await testInfo.attach('server.log', { body: server.log.slice(-20_000) });
      expect(leaksOf(server), 'secrets in the log or the database').toEqual([]);
    },
    { auto: true },
  ],

  storageState: async ({ session }, use) => use(session),
});

/** The secrets of the server's tests that are in its log or database. */
export function leaksOf(server: Keydesk): string[] {
  return [...server.secrets.foundIn(server.log).map((secret) => `log: ${secret}`), ...server.secrets.foundInFolder(server.data)];
}

/** Converts a session's cookies to the storage state of a browser context. */
export function sessionOf(server: Keydesk, cookie: string): StorageState {
  const { hostname } = new URL(server.origin);
  const cookies = cookie.split('; ').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const sameSite = name.endsWith('-strict') ? ('Strict' as const) : ('Lax' as const);
    return { name, value, domain: hostname, path: '/', expires: -1, httpOnly: true, secure: false, sameSite };
  });
  return { cookies, origins: [] };
}

function demoOwner(printed: string): Owner {
  const email = /\S+@\S+\.\w+/.exec(printed)?.[0];
  const password = /password:?\s+(.+)$/im.exec(printed)?.[1]?.trim();
  const account = /\/([a-z0-9-]+)\/api-keys/.exec(printed)?.[1] ?? email?.split('@')[1]?.split('.')[0];
  if (!email || !password || !account) throw new Error(`The demo does not say how to sign in:\n${printed}`);
  return { account, email, password };
}

function otherDemoAccount(printed: string, owner: Owner): string {
  const accounts = /accounts, (\w+) and (\w+)/.exec(printed)?.slice(1) ?? [];
  const other = accounts.find((account) => account !== owner.account);
  if (accounts.length !== 2 || !other) throw new Error(`The demo does not name its two accounts:\n${printed}`);
  return other;
}
