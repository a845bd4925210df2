// The paths of the programs that the tests use. Environment variables can set each path, as `.ci/setup test` does; the defaults are those
// of Debian. A missing program is an error that names it, except for the optional browsers.

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The root of the repository. */
export const root = path.resolve(__dirname, '../..');

/** The release build under test. */
export const binary = path.join(root, 'target/release/keydesk');

/** Debian's Chromium, or `undefined` for the one that Playwright downloaded. */
export function chromium(): string | undefined {
  return given('KEYDESK_TEST_CHROMIUM') ?? present(['/usr/bin/chromium']);
}

/** Debian's Firefox, or `undefined` if it is not installed. The run then reports that Firefox is not tested. */
export function firefox(): string | undefined {
  return given('KEYDESK_TEST_FIREFOX') ?? present(['/usr/bin/firefox-esr']);
}

/** The programs that drive WebKit in a virtual screen: Debian's `webkit2gtk-driver` and `xvfb`. `undefined` if one is missing. */
export function webkit(): { driver: string; browser: string; screen: string } | undefined {
  const libraries = folders('/usr/lib').filter((name) => name.endsWith('-linux-gnu'));
  const browser = present(libraries.flatMap((name) => ['4.1', '4.0'].map((api) => `/usr/lib/${name}/webkit2gtk-${api}/MiniBrowser`)));
  const driver = present(['/usr/bin/WebKitWebDriver']);
  const screen = present(['/usr/bin/xvfb-run']);
  return driver && browser && screen ? { driver, browser, screen } : undefined;
}

/** Arguments for Chromium: no background connections, no graphics card. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A host name of this machine that browsers do not treat as trustworthy, unlike a loopback address.
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

/** libfaketime, which shifts the clock of a program. */
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
