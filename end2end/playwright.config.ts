// The end-to-end tests: the release build in a real Chromium.
//
// The same specs run without JavaScript and hydrated, with the same page objects, since everything but the live
// countdown and the clipboard works without scripts. `*.hydrate.spec.ts` need scripts; `*.http.spec.ts` need no
// browser, so they run once. Two workers, because the machines that run this have two cores.

import { defineConfig } from '@playwright/test';
import { chromium, chromiumArguments, firefox, webkit } from './support/environment';
import type { WorkerOptions } from './support/test';

const screenshots = /screenshots\.spec\.ts$/;
const needsScripts = /\.hydrate\.spec\.ts$/;
const needsNoBrowser = /\.http\.spec\.ts$/;

const inWebKit = /\.webkit\.spec\.ts$/;

/** The main job in other browsers. `.ci/run` says when a machine has none of them. */
const others = [
  {
    there: firefox(),
    name: 'firefox',
    testMatch: /main\.spec\.ts$/,
    use: {
      browserName: 'firefox' as const,
      // Playwright hides the caret in pictures with a style sheet of its own, which our policy refuses and Firefox reports.
      screenshot: 'off' as const,
      channel: 'moz-firefox',
      launchOptions: { executablePath: firefox(), args: [] },
    },
  },
  { there: webkit(), name: 'webkit', testMatch: inWebKit },
];
for (const { there, name } of others) {
  if (!there) console.warn(`\n!!! NOT TESTED in ${name}: it is not installed here (.ci/setup test says how)\n`);
}

export default defineConfig<object, WorkerOptions>({
  testDir: '.',
  outputDir: 'test-results',
  workers: 2,
  // A test that passes at the second attempt is a test that failed.
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  // Far more than anything takes: what is waited for on a machine that pauses for seconds is no mistake of Keydesk's.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['./support/failures.ts']],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromium(), args: chromiumArguments },
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    actionTimeout: 30_000,
    navigationTimeout: 30_000,
  },
  projects: [
    // Without scripts: what these need a page for is only to get at a link.
    { name: 'http', testMatch: needsNoBrowser, use: { javaScriptEnabled: false } },
    {
      name: 'no-js',
      testIgnore: [needsScripts, needsNoBrowser, screenshots, inWebKit],
      use: { javaScriptEnabled: false },
    },
    { name: 'hydrated', testIgnore: [needsNoBrowser, screenshots, inWebKit] },
    { name: 'postgres', testMatch: /main\.spec\.ts$/, use: { database: 'postgres' } },
    ...others.filter(({ there }) => there).map(({ there, ...project }) => project),
  ],
});
