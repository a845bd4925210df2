// Page object of the share page of a single-access link.

import { expect, type Locator, type Page } from '@playwright/test';
import type { Credentials } from './keydesk';
import type { Secrets } from './secrets';

export class SharePage {
  readonly viewTokenButton: Locator;
  readonly appKey: Locator;
  readonly appToken: Locator;

  constructor(
    readonly page: Page,
    private readonly secrets: Secrets,
  ) {
    this.viewTokenButton = page.getByRole('button', { name: 'View token', exact: true });
    this.appKey = page.getByRole('textbox', { name: 'App key', exact: true });
    this.appToken = page.getByRole('textbox', { name: 'App token', exact: true });
  }

  async open(link: string): Promise<void> {
    await this.page.goto(link);
  }

  /** Clicks *View token* and returns the credentials. */
  async viewToken(): Promise<Credentials> {
    await this.viewTokenButton.click();
    await expect(this.appToken).toBeVisible();
    const credentials = { appKey: await this.appKey.inputValue(), appToken: await this.appToken.inputValue() };
    this.secrets.rememberIn(credentials.appToken);
    expect(credentials.appToken).toMatch(/^kdt_[0-9A-Za-z]{49}$/);
    return credentials;
  }

  /** Expects a page that shows how the link ended, without a button or token. */
  async expectClosed(sentence: RegExp): Promise<void> {
    await expect(this.page.getByText(sentence)).toBeVisible();
    await expect(this.viewTokenButton).toHaveCount(0);
    await expect(this.appToken).toHaveCount(0);
  }
}

/** The format of times in Keydesk's messages. */
export const time = String.raw`\d{1,2} [A-Z][a-z]{2} \d{4}, \d{2}:\d{2} UTC`;

export const wasOpened = new RegExp(`This link was opened at ${time}`);
export const hasExpired = new RegExp(`This link expired at ${time}`);
export const wasCancelled = /This link was cancelled/;
