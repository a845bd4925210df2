// Downloads with *Export*.

import { readFileSync } from 'node:fs';
import { expect, type Download, type Locator, type Page } from '@playwright/test';

/** The *Export* button in any of its states (idle, working). */
export const exportButton = (page: Page): Locator => page.getByRole('link', { name: /^Export/ });

/** Expects a complete XLSX file with the right name. */
export async function expectWorkbook(download: Download, account: string, part = ''): Promise<void> {
  expect(download.suggestedFilename()).toMatch(new RegExp(`^keydesk-${account}${part}-\\d{4}-\\d\\d-\\d\\d\\.xlsx$`));
  const bytes = readFileSync(await download.path());
  // A complete zip file: it has the signatures of its beginning and end.
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
  expect(bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')).toBe(bytes.length - 22);
  expect(bytes.includes('xl/worksheets/sheet1.xml')).toBe(true);
}
