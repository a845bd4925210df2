// The layout of every page in all languages: on a phone, with doubled font size, and with forced colours. The tests check what can be
// measured. A crawler follows links to find the pages, so new pages are included automatically.

import { SignInPage } from './support/entry-pages';
import { KeysPage } from './support/keys-page';
import { brokenWords, linesOfBar, pagesFrom, sidewaysScrolling, smallFields, smallTargets, withLargeText, type Path } from './support/layout';
import { SharePage } from './support/share-page';
import { expect, sessionOf, test, type Demo, type Page } from './support/test';

const locales = ['en-GB', 'pt-BR', 'es-ES'];
const phone = { width: 360, height: 740 };

/** All pages of the demo for a signed-in user, including error pages. */
async function allPages(page: Page, { server, owner }: Demo): Promise<Path[]> {
  const list = `/${owner.account}/api-keys/generated`;
  const found = await pagesFrom(page, server.origin, [list, '/profile', `${list}/new`]);
  // The number of pages when this test was written. Without this check, a crawl that stops early would pass.
  expect(found.length).toBeGreaterThanOrEqual(28);
  return [...found, `/${owner.account}/nowhere`, '/nobody/users', `${list}?q=nothing+like+it`, `/${owner.account}/audit?user=nobody`];
}

/** The pages without a session, including a pending link and a pending invitation. */
async function strangersPages(page: Page, demo: Demo, invited: string): Promise<Path[]> {
  const keys = new KeysPage(page, demo.server, demo.owner.account, true);
  await keys.open();
  const link = await keys.generate('Layout');
  // A label and roles that wrap to several lines.
  await keys.openGenerate();
  await keys.label.fill('Integração com o armazém principal da região norte e do litoral sul');
  for (const role of await keys.dialog.getByRole('checkbox').all()) await role.check();
  await keys.press('Generate');
  await keys.shownLink();
  await page.goto(`${demo.server.origin}/${demo.owner.account}/users/new`);
  await page.getByRole('textbox', { name: 'Email' }).fill(invited);
  await page.getByRole('checkbox', { name: 'Owner (Admin Super)', exact: true }).check();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const invitation = await page.getByRole('textbox', { name: 'Single-access link' }).inputValue();
  demo.server.secrets.rememberIn(invitation);
  return ['/login', '/login?signed-out', '/nowhere', ...[link, invitation].map((address) => new URL(address).pathname)];
}

test('on a phone no page scrolls sideways and every target is large enough, in every language', async ({ demo, browse, browser, watch }) => {
  test.slow();
  watch.expect(403, 404, 405);
  const strangers = await strangersPages(await browse(demo.session), demo, 'warehouse.manager.phone@logistics.acme.example');
  const pages = await allPages(await browse(demo.session), demo);
  for (const [paths, storageState] of [[pages, demo.session], [strangers, undefined]] as const) {
    for (const locale of locales) {
      const context = await browser.newContext({ locale, storageState, viewport: phone, reducedMotion: 'reduce' });
      const page = await context.newPage();
      for (const path of paths) {
        await page.goto(demo.server.origin + path, { waitUntil: 'domcontentloaded' });
        const where = `${locale} ${path}`;
        expect.soft(await sidewaysScrolling(page), where).toEqual([]);
        expect.soft(await smallTargets(page, 44), where).toEqual([]);
        expect.soft(await smallFields(page), where).toEqual([]);
        expect.soft(await brokenWords(page, { machineNames: true }), where).toEqual([]);
        const bar = await linesOfBar(page);
        if (bar && bar.links > 0) expect.soft(bar, where).toEqual({ links: 1, all: 2 });
        // The same on the widths of tablets and desktops.
        for (const width of [768, 1024, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          expect.soft(await brokenWords(page, { machineNames: true }), `${where} at ${width} px`).toEqual([]);
          expect.soft(await sidewaysScrolling(page), `${where} at ${width} px`).toEqual([]);
          expect.soft(await smallTargets(page, 24), `${where} at ${width} px`).toEqual([]);
          if (bar) expect.soft((await linesOfBar(page))?.all, `${where} at ${width} px`).toBe(1);
        }
        // A font size from a user style sheet, which the breakpoints of media queries ignore.
        await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
        expect.soft(await sidewaysScrolling(page), `${where} with a large root`).toEqual([]);
        await page.setViewportSize(phone);
      }
      await context.close();
    }
  }
});

test('with a doubled font size no page scrolls sideways, in every language', async ({ demo, browse, watch }) => {
  test.slow();
  watch.expect(403, 404, 405);
  const strangers = await strangersPages(await browse(demo.session), demo, 'warehouse.manager.large@logistics.acme.example');
  const pages = await allPages(await browse(demo.session), demo);
  await withLargeText(async (browser) => {
    for (const [paths, storageState] of [[pages, demo.session], [strangers, undefined]] as const) {
      for (const locale of locales) {
        const context = await browser.newContext({ locale, storageState, reducedMotion: 'reduce' });
        const page = await context.newPage();
        for (const path of paths) {
          await page.goto(demo.server.origin + path, { waitUntil: 'domcontentloaded' });
          for (const width of [390, 1280, 1920]) {
            await page.setViewportSize({ width, height: 900 });
            expect.soft(await sidewaysScrolling(page), `${locale} ${path} at ${width} px`).toEqual([]);
            expect.soft(await brokenWords(page, { machineNames: false }), `${locale} ${path} at ${width} px`).toEqual([]);
          }
          const size = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
          expect(size, 'the browser has large letters').toBe(30);
        }
        await context.close();
      }
    }
  });
});

test('with forced colours the selected tab and page can be told from the others', async ({ demo, browse }) => {
  const page = await browse(demo.session);
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(`${demo.server.origin}/${demo.owner.account}/api-keys/external`);
  const look = (selector: string) =>
    page.locator(selector).first().evaluate((element) => {
      const { borderBottomColor, borderBottomWidth, outlineStyle } = getComputedStyle(element);
      return { line: borderBottomColor === 'rgba(0, 0, 0, 0)' ? 'none' : borderBottomWidth, outlineStyle };
    });
  expect(await look('.tabs [aria-current]')).not.toEqual(await look('.tabs a:not([aria-current])'));
  expect(await look('.top nav [aria-current]')).not.toEqual(await look('.top nav a:not([aria-current])'));
  const dot = (selector: string) => page.locator(selector).first().evaluate((element) => getComputedStyle(element, '::before').backgroundColor);
  expect(await dot('.dot:not(.off)')).not.toBe(await dot('.dot.off'));
});

test('the list begins high up on a phone, its head sticks on a desktop, and a wide window is used', async ({ demo, browse }) => {
  const page = await browse(demo.session);
  const keys = new KeysPage(page, demo.server, demo.owner.account, true);
  await page.setViewportSize({ width: 390, height: 844 });
  await keys.open();
  const first = await keys.rows.first().boundingBox();
  expect(first!.y, 'of 844 px').toBeLessThan(450);

  const filters = page.getByRole('combobox', { name: 'Status', exact: true });
  await expect(filters).toBeHidden();
  await page.locator('summary').filter({ hasText: 'Filters' }).click();
  await filters.selectOption('Inactive');
  await expect(page).toHaveURL(/status=inactive/);
  await page.reload();
  await expect(filters, 'filters in use are shown').toBeVisible();

  await page.setViewportSize({ width: 1920, height: 900 });
  await keys.open();
  const table = await page.getByRole('table', { name: 'Generated keys' }).boundingBox();
  expect(table!.width).toBeGreaterThan(1600);
  await keys.rows.nth(15).scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 700);
  const head = page.getByRole('columnheader', { name: 'Status' });
  await expect.poll(async () => (await head.boundingBox())!.y).toBe(0);
});

test('the audit log folds its filters away on a phone', async ({ demo, browse }) => {
  const page = await browse(demo.session);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${demo.server.origin}/${demo.owner.account}/audit`);
  const user = page.getByRole('textbox', { name: 'User', exact: true });
  await expect(user).toBeHidden();
  const first = await page.getByRole('rowheader').first().boundingBox();
  expect(first!.y, 'of 844 px').toBeLessThan(450);
  await page.locator('summary').filter({ hasText: 'Filters' }).click();
  await user.fill('owner');
  await expect(page).toHaveURL(/user=owner/);
  await page.reload();
  await expect(user, 'filters in use are shown').toBeVisible();
});

test('a long account name is cut short in the bar, and shown whole where it is pointed at or focused', async ({ browse, ownServer, owner }) => {
  const account = 'warehouse-management-north-2';
  const server = await ownServer();
  await server.setUp({ ...owner, account });
  const page = await browse(sessionOf(server, await server.signIn({ ...owner, account })));
  for (const locale of ['en', 'pt', 'es']) {
    await page.goto(`${server.origin}/${account}/api-keys/external?lang=${locale}`);
    for (const width of [641, 700, 768, 900, 961, 1024, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect.soft((await linesOfBar(page))?.all, `${locale} at ${width} px`).toBe(1);
      expect.soft(await sidewaysScrolling(page), `${locale} at ${width} px`).toEqual([]);
    }
  }
  await expect(page.getByTitle(account)).toHaveText(account);
});

test('a dialog never sticks to one side', async ({ demo, browse }) => {
  const page = await browse(demo.session);
  await page.goto(`${demo.server.origin}/${demo.owner.account}/api-keys/generated/new`);
  for (const width of [390, 521, 580, 639, 641, 900]) {
    await page.setViewportSize({ width, height: 700 });
    const box = (await page.getByRole('dialog').boundingBox())!;
    expect(Math.abs(box.x - (width - box.x - box.width)), `${width} px`).toBeLessThanOrEqual(1);
  }
});

test('a name from right to left begins where the others do, and copying moves nothing', async ({ keys, page, label }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const rightToLeft = `${label} מפתח`.split(' ').reverse().join(' ');
  await keys.openGenerate();
  await keys.label.fill(rightToLeft);
  await keys.press('Generate');
  await keys.shownLink();
  await expect(keys.dialog.getByText(/^Genuine links begin with/)).toContainText(`${keys.page.url().split('/', 3).join('/')}/credentials/`);
  const places = () => keys.dialog.locator('button, input, p:not(.said), .summary').evaluateAll((all) => all.map((e) => [e.getBoundingClientRect().top, e.getBoundingClientRect().left]));
  const before = await places();
  await keys.dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(keys.dialog.getByText('Copied').first()).toBeVisible();
  expect(await places()).toEqual(before);
  await keys.confirm('Close');
  const row = keys.row(rightToLeft);
  const name = (await row.locator('bdi').first().boundingBox())!;
  const below = (await row.locator('.mono').first().boundingBox())!;
  expect(Math.abs(name.x - below.x)).toBeLessThan(2);
});

test('a sign-in that failed puts the focus on the reason', async ({ server, browse, watch }) => {
  watch.expect(401);
  const signIn = new SignInPage(await browse());
  await signIn.page.goto(`${server.origin}/login`);
  await signIn.signIn({ email: 'nobody@acme.example', password: 'not the right password' });
  await expect(signIn.page.getByRole('alert')).toBeFocused();
});

test('error pages keep the top bar for signed-in users', async ({ demo, browse, watch }) => {
  watch.expect(403, 404);
  const page = await browse(demo.session);
  for (const path of [`/${demo.owner.account}/nowhere/at/all`, `/${demo.owner.account}/api-keys/generated/0123456789abcdefghjk/edit`]) {
    await page.goto(demo.server.origin + path);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not found');
    await expect(page.getByRole('navigation', { name: 'Account', exact: true }).getByRole('link')).toHaveCount(4);
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  }
  const restricted = await browse();
  await restricted.goto(`${demo.server.origin}/login`);
  await new SignInPage(restricted).signIn({ email: `keys@${demo.owner.account}.example`, password: demo.owner.password });
  await restricted.goto(`${demo.server.origin}/${demo.owner.account}/users`);
  await expect(restricted.getByRole('heading', { level: 1 })).toHaveText('Not allowed');
  await expect(restricted.getByRole('link', { name: 'API keys', exact: true })).toBeVisible();
  const stranger = await browse();
  await stranger.goto(`${demo.server.origin}/nowhere/at/all`);
  await expect(stranger.getByRole('navigation', { name: 'Account', exact: true })).toHaveCount(0);
});

test("the title of a link's page, which chats show, names no key", async ({ keys, label, browse, server }) => {
  const link = await keys.generate(label);
  const share = new SharePage(await browse(), server.secrets);
  await share.open(link);
  await expect(share.page).toHaveTitle('Single-access link · Keydesk');
});
