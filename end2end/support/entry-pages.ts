// The pages for set-up and sign-in: plain forms, with and without scripts.

import { expect, type Locator, type Page } from '@playwright/test';
import type { Owner } from './keydesk';

export class SetupPage {
  readonly account: Locator;
  readonly email: Locator;
  readonly password: Locator;
  readonly button: Locator;

  constructor(readonly page: Page) {
    this.account = page.getByRole('textbox', { name: 'Account name' });
    this.email = page.getByRole('textbox', { name: 'Email' });
    this.password = page.getByLabel('Password', { exact: true });
    this.button = page.getByRole('button', { name: 'Create account', exact: true });
  }

  async open(link: string): Promise<void> {
    await this.page.goto(link);
  }

  async createAccount({ account, email, password }: Owner): Promise<void> {
    await this.account.fill(account);
    await this.email.fill(email);
    await this.password.fill(password);
    await this.button.click();
  }
}

export class SignInPage {
  readonly email: Locator;
  readonly password: Locator;
  readonly button: Locator;

  constructor(readonly page: Page) {
    this.email = page.getByRole('textbox', { name: 'Email' });
    this.password = page.getByLabel('Password', { exact: true });
    this.button = page.getByRole('button', { name: 'Sign in', exact: true });
  }

  async signIn({ email, password }: Pick<Owner, 'email' | 'password'>): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.button.click();
  }
}

/** Expects the field to be marked as invalid, and its accessible description to contain the error. */
export async function expectRefused(field: Locator, sentence: string | RegExp): Promise<void> {
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  const expected = typeof sentence === 'string' ? new RegExp(sentence.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : sentence;
  await expect(field).toHaveAccessibleDescription(expected);
}
