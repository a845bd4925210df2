// Where the programs are that the tests drive. Each place can be named in the environment; `.ci/setup test` does that,
// and the defaults are those of a Debian machine. What is missing is said at once and by name: nothing is skipped.

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The root of the repository. */
export const root = path.resolve(__dirname, '../..');

/** The release build under test. */
export const binary = path.join(root, 'target/release/keydesk');

/** Debian's Chromium, or `undefined` for the one that Playwright fetched itself. */
export function chromium(): string | undefined {
  return given('KEYDESK_TEST_CHROMIUM') ?? present(['/usr/bin/chromium']);
}

/** Debian's Firefox, or `undefined` where there is none: then nothing is tested in it, which the run says. */
export function firefox(): string | undefined {
  return given('KEYDESK_TEST_FIREFOX') ?? present(['/usr/bin/firefox-esr']);
}

/** What drives a WebKit in a virtual screen: Debian's `webkit2gtk-driver` with `xvfb`. `undefined` where something is missing. */
export function webkit(): { driver: string; browser: string; screen: string } | undefined {
  const libraries = folders('/usr/lib').filter((name) => name.endsWith('-linux-gnu'));
  const browser = present(libraries.flatMap((name) => ['4.1', '4.0'].map((api) => `/usr/lib/${name}/webkit2gtk-${api}/MiniBrowser`)));
  const driver = present(['/usr/bin/WebKitWebDriver']);
  const screen = present(['/usr/bin/xvfb-run']);
  return driver && browser && screen ? { driver, browser, screen } : undefined;
}

/** Chromium as the tests start it: nothing that talks to the outside, nothing that needs a graphics card. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A name for this machine that browsers do not trust as they trust a loopback address.
  '--host-resolver-rules=MAP *.plain.example 127.0.0.1',
];

/** The folder with PostgreSQL's `initdb` and `postgres`. */
export function postgresPrograms(): string {
  const newestFirst = folders('/usr/lib/postgresql').sort((a, b) => parseInt(b) - parseInt(a));
  return required(
    'KEYDESK_TEST_POSTGRES_BIN',
    newestFirst.map((version) => `/usr/lib/postgresql/${version}/bin`),
    "PostgreSQL's server programs",
  );
}

/** libfaketime, which shows a program another time of day. */
export function faketimeLibrary(): string {
  return required(
    'KEYDESK_TEST_FAKETIME',
    folders('/usr/lib').map((triplet) => `/usr/lib/${triplet}/faketime/libfaketime.so.1`),
    'libfaketime',
  );
}

function given(name: string): string | undefined {
  const value = process.env[name];
  if (value && !existsSync(value)) throw new Error(`${name} names ${value}, which does not exist.`);
  return value || undefined;
}

function required(name: string, usual: string[], what: string): string {
  const found = given(name) ?? present(usual);
  if (!found) throw new Error(`${what} was not found. Run make test, which installs it, or give its path in ${name}.`);
  return found;
}

function present(paths: string[]): string | undefined {
  return paths.find((candidate) => existsSync(candidate));
}

function folders(parent: string): string[] {
  return existsSync(parent) ? readdirSync(parent) : [];
}
