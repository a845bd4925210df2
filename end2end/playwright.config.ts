// The end-to-end tests of the release build in a real Chromium.
//
// The same specs and page objects run without JavaScript and hydrated, because only the live countdown and the clipboard need scripts.
// `*.hydrate.spec.ts` need scripts. `*.http.spec.ts` need no browser, so they run once. There are two workers, because the machines that
// run the tests have two cores.

import { defineConfig } from '@playwright/test';
import { chromium, chromiumArguments, firefox, webkit } from './support/environment';
import type { WorkerOptions } from './support/test';

const screenshots = /screenshots\.spec\.ts$/;
const needsScripts = /\.hydrate\.spec\.ts$/;
const needsNoBrowser = /\.http\.spec\.ts$/;

const inWebKit = /\.webkit\.spec\.ts$/;

/** The main job in other browsers. `.ci/run` reports a browser that is not installed. */
const others = [
  {
    installed: firefox(),
    name: 'firefox',
    testMatch: /main\.spec\.ts$/,
    use: {
      browserName: 'firefox' as const,
      // Playwright hides the caret in screenshots with a style sheet, which the content security policy blocks and Firefox reports.
      screenshot: 'off' as const,
      channel: 'moz-firefox',
      launchOptions: { executablePath: firefox(), args: [] },
    },
  },
  { installed: webkit(), name: 'webkit', testMatch: inWebKit },
];
for (const { installed, name } of others) {
  if (!installed) console.warn(`\n!!! NOT TESTED in ${name}: it is not installed here (.ci/setup test says how)\n`);
}

export default defineConfig<object, WorkerOptions>({
  testDir: '.',
  outputDir: 'test-results',
  workers: 2,
  // A virtual machine may stop for minutes in the middle of a test. What passes only at its second attempt is reported as FLAKY, to be mended.
  retries: 1,
  forbidOnly: Boolean(process.env['CI']),
  // Much longer than any step takes, so that a machine that pauses for seconds fails no test.
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
    // Without scripts: these tests use a page only to create a link.
    { name: 'http', testMatch: needsNoBrowser, use: { javaScriptEnabled: false } },
    {
      name: 'no-js',
      testIgnore: [needsScripts, needsNoBrowser, screenshots, inWebKit],
      use: { javaScriptEnabled: false },
    },
    { name: 'hydrated', testIgnore: [needsNoBrowser, screenshots, inWebKit] },
    { name: 'postgres', testMatch: /main\.spec\.ts$/, use: { database: 'postgres' } },
    ...others.filter(({ installed }) => installed).map(({ installed: _, ...project }) => project),
  ],
});
