// What is downloaded with *Export*.

import { readFileSync } from 'node:fs';
import { expect, type Download, type Locator, type Page } from '@playwright/test';

/** The button for all keys where nothing is filtered, whatever it says about its work. */
export const exportButton = (page: Page): Locator => page.getByRole('link', { name: /^Export/ });

/** Expects a whole XLSX file under its right name. */
export async function expectWorkbook(download: Download, account: string, part = ''): Promise<void> {
  expect(download.suggestedFilename()).toMatch(new RegExp(`^keydesk-${account}${part}-\\d{4}-\\d\\d-\\d\\d\\.xlsx$`));
  const bytes = readFileSync(await download.path());
  // A zip, whole: it begins and ends as one.
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
  expect(bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')).toBe(bytes.length - 22);
  expect(bytes.includes('xl/worksheets/sheet1.xml')).toBe(true);
}
