// `npx playwright test --config screenshots.config.ts` draws the pictures in docs/screenshots anew, from the demo.

import tests from './playwright.config';

export default { ...tests, workers: 1, projects: [{ name: 'screenshots', testMatch: /screenshots\.spec\.ts$/ }] };
