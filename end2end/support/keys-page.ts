// Page object of the list of generated keys and its dialogs. It uses accessible names. The same methods work with and without scripts: each
// waits for the visible result.

import { expect, type Locator, type Page } from '@playwright/test';
import type { Keydesk } from './keydesk';

export type Action =
  | 'Edit'
  | 'Renew token'
  | 'New link'
  | 'Undo renewal'
  | 'Delete old token'
  | 'Deactivate'
  | 'Activate'
  | 'Delete key';

export class KeysPage {
  readonly heading: Locator;
  readonly dialog: Locator;
  readonly link: Locator;
  readonly label: Locator;
  /** The checkbox that allows to delete the old token. */
  readonly consent: Locator;
  /** The checkbox that *Now* requires while nobody has seen the new token. */
  readonly nobodyHasIt: Locator;
  readonly rows: Locator;

  constructor(
    readonly page: Page,
    private readonly server: Keydesk,
    private readonly account: string,
    private readonly hydrated: boolean,
  ) {
    // By element, because a heading behind an open dialog is inert and has no role.
    this.heading = page.locator('h1', { hasText: 'API keys' });
    this.dialog = page.getByRole('dialog');
    this.link = this.dialog.getByRole('textbox', { name: 'Single-access link' });
    this.label = this.dialog.getByRole('textbox', { name: 'Key identification' });
    this.consent = this.dialog.getByRole('checkbox', { name: 'Delete the old token at once', exact: true });
    this.nobodyHasIt = this.dialog.getByRole('checkbox', { name: /^Nobody has the new token yet\./ });
    this.rows = page.getByRole('row').filter({ has: page.getByRole('button', { name: /^Actions for / }) });
  }

  /** The path of the list, or of a page below it. */
  path(below = ''): string {
    return `/${this.account}/api-keys/generated${below}`;
  }

  async open(below = ''): Promise<void> {
    await this.page.goto(this.server.origin + this.path(below));
    await this.ready();
  }

  /** Waits until the page is ready for clicks, hydrated if scripts run. */
  async ready(): Promise<void> {
    await expect(this.heading).toBeVisible();
    if (this.hydrated) await this.page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  }

  /** The row of the key with this label. `appKey` selects one of several keys with the same label. */
  row(label: string, appKey = ''): Locator {
    const button = this.page.getByRole('button', { name: `Actions for ${label}`, exact: true });
    return this.page.getByRole('row').filter({ has: button }).filter({ hasText: appKey });
  }

  menuButton(label: string, appKey?: string): Locator {
    return this.row(label, appKey).getByRole('button', { name: `Actions for ${label}`, exact: true });
  }

  /** Expects exactly these actions in a key's menu, in this order. */
  async expectOffered(label: string, actions: Action[]): Promise<void> {
    // Each attempt opens the menu again, because it closes if the list is updated and renders the row again.
    await expect.poll(() => this.offered(label)).toEqual(actions);
  }

  private async offered(label: string): Promise<string[]> {
    await this.menuButton(label).click();
    const menu = this.page.getByRole('menu');
    await expect(menu).toBeVisible();
    const names = await menu.getByRole('menuitem', { disabled: false }).allInnerTexts();
    await this.page.keyboard.press('Escape');
    await expect(menu).toBeHidden();
    // *Details* is in every menu, before *Delete key*. It is omitted from the result, so that tests list only the other actions.
    const details = names.indexOf('Details');
    expect(details).toBe(Math.max(names.indexOf('Delete key'), 1) - 1);
    return names.filter((_, at) => at !== details).map((name) => name.trim());
  }

  /** Chooses an action in a key's menu and waits for its dialog. */
  async choose(label: string, action: Action, appKey?: string): Promise<void> {
    await this.menuButton(label, appKey).click();
    await this.page.getByRole('menu').getByRole('menuitem', { name: action, exact: true }).click();
    await expect(this.dialog).toBeVisible();
  }

  async openGenerate(): Promise<void> {
    await this.page.getByRole('button', { name: 'Generate key', exact: true }).click();
    await expect(this.label).toBeVisible();
  }

  /** Clicks a button of the dialog. */
  async press(name: string): Promise<void> {
    await this.dialog.getByRole('button', { name, exact: true }).click();
  }

  /** Copies the link in the dialog, if scripts run. */
  async copyLink(): Promise<void> {
    if (!this.hydrated) return;
    await this.dialog.getByRole('button', { name: /^Cop(y|ied)$/ }).click();
    await expect(this.dialog.getByRole('button', { name: 'Copied', exact: true })).toBeVisible();
  }

  /** Clicks a button that closes the dialog. Dialogs with *Close* show a link and ask for confirmation unless the link was copied. */
  async confirm(name: string): Promise<void> {
    if (name === 'Close') await this.copyLink();
    await this.acceptUse();
    await this.press(name);
    await expect(this.dialog).toBeHidden();
    await this.ready();
  }

  /** Ticks the box about tokens that are in use, if the dialog asks for it. */
  async acceptUse(): Promise<void> {
    if (await this.inUse.isVisible()) await this.inUse.check();
  }

  /** The box about tokens that are in use. */
  get inUse(): Locator {
    return this.dialog.getByRole('checkbox', { name: 'It is still in use. Do it anyway.' });
  }

  /** Ticks roles by their names. */
  async tickRoles(roles: string[]): Promise<void> {
    for (const role of roles) await this.dialog.getByRole('checkbox', { name: role, exact: true }).check();
  }

  /** Generates a key, closes the dialog and returns the link. */
  async generate(label: string, roles: string[] = []): Promise<string> {
    await this.openGenerate();
    await this.label.fill(label);
    await this.tickRoles(roles);
    await this.press('Generate');
    const link = await this.shownLink();
    await this.confirm('Close');
    await expect(this.row(label).first()).toBeVisible();
    return link;
  }

  /** The link in the open dialog. */
  async shownLink(): Promise<string> {
    await expect(this.link).toBeVisible();
    const link = await this.link.inputValue();
    expect(link).toMatch(/^https?:\/\/[^/]+\/credentials\/[0-9A-Za-z]{43}$/);
    this.server.secrets.rememberIn(link);
    return link;
  }

  /** Chooses *Renew token* and returns the link of the new token. The dialog stays open. */
  async startRenewal(label: string): Promise<string> {
    // The list must be loaded again to show that a link was opened.
    await this.open();
    await this.choose(label, 'Renew token');
    return this.shownLink();
  }

  /** Chooses when the old token is deleted, and completes the renewal. */
  async complete(deleteOld: 'Later' | 'Now'): Promise<void> {
    await this.dialog
      .getByRole('group', { name: 'Delete the old token' })
      .getByRole('radio', { name: deleteOld, exact: true })
      .check();
    // The link is not opened yet, because tests open it after this call.
    if (deleteOld === 'Now') await this.nobodyHasIt.check();
    await this.confirm('Complete');
  }

  /** Ticks the consent to delete the old token, and renews. */
  async consentToRenew(): Promise<void> {
    await this.consent.check();
    await this.press('Renew token');
  }

  async renew(label: string, deleteOld: 'Later' | 'Now' = 'Later'): Promise<string> {
    const link = await this.startRenewal(label);
    await this.complete(deleteOld);
    return link;
  }

  /** Renews a key whose only token was never seen, so there is no old token to delete. */
  async replaceFirstToken(label: string): Promise<string> {
    const link = await this.startRenewal(label);
    await this.confirm('Close');
    return link;
  }

  async undoRenewal(label: string): Promise<void> {
    await this.choose(label, 'Undo renewal');
    await this.confirm('Undo');
  }

  async deleteOldToken(label: string): Promise<void> {
    await this.choose(label, 'Delete old token');
    await this.confirm('Delete');
  }

  async deactivate(label: string): Promise<void> {
    await this.choose(label, 'Deactivate');
    await this.confirm('Deactivate');
  }

  async activate(label: string): Promise<void> {
    await this.choose(label, 'Activate');
    await this.confirm('Activate');
  }

  async deleteKey(label: string, appKey?: string): Promise<void> {
    await this.choose(label, 'Delete key', appKey);
    await this.dialog.getByRole('checkbox', { name: 'I understand that this action cannot be undone' }).check();
    await this.confirm('Delete');
  }
}
