// Creates the pictures in docs/screenshots from the demo: `npx playwright test --config screenshots.config.ts`

import tests from './playwright.config';

// The user agent of a common browser, because sessions and receipts show its name.
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

export default { ...tests, workers: 1, use: { ...tests.use, userAgent }, projects: [{ name: 'screenshots', testMatch: /screenshots\.spec\.ts$/ }] };
