// `test` with what every spec of Keydesk starts from: a server that is set up, a signed-in owner, strangers, and the
// checks that hold for each test whatever it is about.

import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { withoutUnknownCommands } from './firefox';
import { Keydesk, type Credentials, type Database, type Owner, type Settings } from './keydesk';
import { KeysPage } from './keys-page';
import { SharePage } from './share-page';
import { Watch } from './watch';

export { expect, type Page };

export interface WorkerOptions {
  /** What the worker's server keeps its data in. */
  database: Database;
}

interface WorkerFixtures extends WorkerOptions {
  browser: Browser;
  /** A server that the worker's tests share; each test makes keys of its own on it. */
  server: Keydesk;
  owner: Owner;
  /** The owner's session, as Playwright keeps it. Tests that end a session sign in for one of their own. */
  session: StorageState;
  /** The demo: two accounts with keys in every state. For looking only, since tests share it. */
  demo: Demo;
}

export interface Demo {
  server: Keydesk;
  /** Who signs in to the first of its accounts. */
  owner: Owner;
  /** The other account's slug, of which that owner is not a member. */
  otherAccount: string;
  session: StorageState;
}

type StorageState = Exclude<Awaited<ReturnType<BrowserContext['storageState']>>, string>;

const signedOut: StorageState = { cookies: [], origins: [] };

interface TestFixtures {
  hydrated: boolean;
  watch: Watch;
  /** A label for the test's own key. */
  label: string;
  /** The list of generated keys, open and signed in as the owner. */
  keys: KeysPage;
  /** A browser of its own: another person, signed in only if given a session. */
  browse: (session?: StorageState) => Promise<Page>;
  /** A stranger with a single-access link: opens it in a fresh browser. */
  stranger: (link: string) => Promise<SharePage>;
  /** What a stranger gets from a link, when the test is not about how. */
  openLink: (link: string) => Promise<Credentials>;
  /** A server of the test's own, not set up yet. */
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
    // PostgreSQL's initdb is the slow part.
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

  ownServer: async ({}, use) => {
    const servers: Keydesk[] = [];
    await use(async (settings) => {
      const server = await Keydesk.start(settings);
      servers.push(server);
      return server;
    });
    for (const server of servers) {
      const leaked = leaksOf(server);
      await server.stop();
      expect(leaked, 'secrets in the log or the database').toEqual([]);
    }
  },

  // Whatever a test did, no secret that was seen in it stays behind anywhere.
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

/** Where secrets that the server's tests have seen stand although they must not. */
export function leaksOf(server: Keydesk): string[] {
  return [...server.secrets.foundIn(server.log).map((secret) => `log: ${secret}`), ...server.secrets.foundBelow(server.data)];
}

/** A session's cookies in the form that a browser context starts from. */
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
