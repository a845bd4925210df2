// The list of generated keys and its dialogs, by the names that people and screen readers find them by. The same
// methods drive the page with scripts and without: each waits for what a person would see before going on.

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
  /** The box by which somebody agrees that the old token goes. */
  readonly consent: Locator;
  /** The box that *Now* asks for while nobody has the new token. */
  readonly nobodyHasIt: Locator;
  readonly rows: Locator;

  constructor(
    readonly page: Page,
    private readonly server: Keydesk,
    private readonly account: string,
    private readonly hydrated: boolean,
  ) {
    // By its element, since behind an open dialog it has no role: nothing there can be reached.
    this.heading = page.locator('h1', { hasText: 'API keys' });
    this.dialog = page.getByRole('dialog');
    this.link = this.dialog.getByRole('textbox', { name: 'Single-access link' });
    this.label = this.dialog.getByRole('textbox', { name: 'Key identification' });
    this.consent = this.dialog.getByRole('checkbox', { name: 'Delete the old token at once', exact: true });
    this.nobodyHasIt = this.dialog.getByRole('checkbox', { name: /^Nobody has the new token yet\./ });
    this.rows = page.getByRole('row').filter({ has: page.getByRole('button', { name: /^Actions for / }) });
  }

  /** The list's path, or that of something below it. */
  path(below = ''): string {
    return `/${this.account}/api-keys/generated${below}`;
  }

  async open(below = ''): Promise<void> {
    await this.page.goto(this.server.origin + this.path(below));
    await this.ready();
  }

  /** Waits until the page answers to clicks as it is meant to. */
  async ready(): Promise<void> {
    await expect(this.heading).toBeVisible();
    if (this.hydrated) await this.page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  }

  /** The row of the key with this label; with several such keys, of the one with this app key. */
  row(label: string, appKey = ''): Locator {
    const button = this.page.getByRole('button', { name: `Actions for ${label}`, exact: true });
    return this.page.getByRole('row').filter({ has: button }).filter({ hasText: appKey });
  }

  menuButton(label: string, appKey?: string): Locator {
    return this.row(label, appKey).getByRole('button', { name: `Actions for ${label}`, exact: true });
  }

  /** Expects a key's menu to offer this, from top to bottom, and nothing else. */
  async expectOffered(label: string, actions: Action[]): Promise<void> {
    // The menu is opened anew for each look: a row that is drawn again, because the list came in, closes it.
    await expect.poll(() => this.offered(label)).toEqual(actions);
  }

  private async offered(label: string): Promise<string[]> {
    await this.menuButton(label).click();
    const menu = this.page.getByRole('menu');
    await expect(menu).toBeVisible();
    const names = await menu.getByRole('menuitem', { disabled: false }).allInnerTexts();
    await this.page.keyboard.press('Escape');
    await expect(menu).toBeHidden();
    // Every menu has it, before what cannot be undone; which actions there are is what tests are about.
    const history = names.indexOf('Link history');
    expect(history).toBe(Math.max(names.indexOf('Delete key'), 1) - 1);
    return names.filter((_, at) => at !== history).map((name) => name.trim());
  }

  /** Chooses an action in a key's menu, which opens its dialog. */
  async choose(label: string, action: Action, appKey?: string): Promise<void> {
    await this.menuButton(label, appKey).click();
    await this.page.getByRole('menu').getByRole('menuitem', { name: action, exact: true }).click();
    await expect(this.dialog).toBeVisible();
  }

  async openGenerate(): Promise<void> {
    await this.page.getByRole('button', { name: 'Generate key', exact: true }).click();
    await expect(this.label).toBeVisible();
  }

  /** Presses a button of the dialog. */
  async press(name: string): Promise<void> {
    await this.dialog.getByRole('button', { name, exact: true }).click();
  }

  /** Copies the link that the dialog shows, where scripts can. */
  async copyLink(): Promise<void> {
    if (!this.hydrated) return;
    await this.dialog.getByRole('button', { name: /^Cop(y|ied)$/ }).click();
    await expect(this.dialog.getByRole('button', { name: 'Copied', exact: true })).toBeVisible();
  }

  /** Presses a button that carries the dialog's action out and closes it. What has only *Close* shows a link, and asks unless it was copied. */
  async confirm(name: string): Promise<void> {
    if (name === 'Close') await this.copyLink();
    await this.press(name);
    await expect(this.dialog).toBeHidden();
    await this.ready();
  }

  /** Ticks roles by their names. */
  async tickRoles(roles: string[]): Promise<void> {
    for (const role of roles) await this.dialog.getByRole('checkbox', { name: role, exact: true }).check();
  }

  /** Generates a key and returns its link, with the dialog that shows it closed. */
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

  /** Chooses *Renew token* and returns the new token's link, with the dialog still open. */
  async startRenewal(label: string): Promise<string> {
    // That a link was opened meanwhile, the list knows once it is loaded again.
    await this.open();
    await this.choose(label, 'Renew token');
    return this.shownLink();
  }

  /** Chooses when the old token goes, and completes the renewal. */
  async complete(deleteOld: 'Later' | 'Now'): Promise<void> {
    await this.dialog
      .getByRole('group', { name: 'Delete the old token' })
      .getByRole('radio', { name: deleteOld, exact: true })
      .check();
    // Nobody has opened the link: tests renew and open it afterwards.
    if (deleteOld === 'Now') await this.nobodyHasIt.check();
    await this.confirm('Complete');
  }

  /** Agrees, in the dialog that asks, that the old token goes, and renews. */
  async consentToRenew(): Promise<void> {
    await this.consent.check();
    await this.press('Renew token');
  }

  async renew(label: string, deleteOld: 'Later' | 'Now' = 'Later'): Promise<string> {
    const link = await this.startRenewal(label);
    await this.complete(deleteOld);
    return link;
  }

  /** Renews a key whose only token nobody ever saw: there is no old token to decide about. */
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
