// A page that cannot be hydrated, or whose application fails later, continues to work as without scripts and shows one line about it.

import { expectAccessible } from './support/accessible';
import { KeysPage } from './support/keys-page';
import { expect, test, type Page } from './support/test';

const line = (page: Page) => page.getByRole('alert').filter({ hasText: 'The scripts of this page have stopped.' });
const settled = (page: Page) => page.locator('html[data-stopped], html[data-hydrated]').waitFor({ state: 'attached' });

/** Changes the HTML of each page before its scripts run. */
async function tampered(page: Page, change: (html: string) => string): Promise<void> {
  await page.route('**/api-keys/generated**', async (route) => {
    const request = route.request();
    if (request.resourceType() !== 'document' || request.method() !== 'GET') return route.fallback();
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: change(await answer.text()) });
  });
}

/** Places where extensions insert nodes: regions of the list, from the outside to the inside. */
const regions = ['.page', '.top', '#main', '.tabs', '.tools', '#search', 'table', 'tbody tr', 'th[scope=row], td.what', '.icon-btn'];
const nodes = ['<div>x</div>', '<span hidden></span>', 'text', '<!--x-->', '<input type="hidden">', '<a href="#">x</a>'];

test('wherever an extension puts something, Generate and Edit open their dialogs', async ({ demo, browse }) => {
  test.slow();
  const page = await browse(demo.session);
  const keys = new KeysPage(page, demo.server, demo.owner.account, false);
  await page.addInitScript(() => {
    document.addEventListener('readystatechange', () => {
      const place = sessionStorage.getItem('place');
      if (document.readyState !== 'interactive' || !place) return;
      const [selector, position, html] = JSON.parse(place) as [string, InsertPosition, string];
      document.querySelector(selector)?.insertAdjacentHTML(position, html);
    });
  });
  await keys.open();
  let turn = 0;
  for (const region of regions) {
    for (const position of ['beforebegin', 'afterbegin', 'afterend']) {
      if (region === '#search' && position === 'afterbegin') continue;
      const node = nodes[turn % nodes.length]!;
      const what = `${node} ${position} ${region}`;
      await page.evaluate((place) => sessionStorage.setItem('place', JSON.stringify(place)), [region, position, node]);
      await keys.open();
      await settled(page);
      await expect(line(page), what).toBeVisible();
      if (turn % 2) await keys.openGenerate();
      else await keys.choose('ERP integration', 'Edit');
      await expect(keys.dialog, what).toBeVisible();
      turn += 1;
    }
  }
});

test('nodes that an extension inserts outside of the application do not matter', async ({ demo, browse }) => {
  const page = await browse(demo.session);
  await tampered(page, (html) => html.replace('<div id="app"', '<p>before</p>text<div id="app"').replace('</body>', '<p>after</p></body>'));
  const keys = new KeysPage(page, demo.server, demo.owner.account, true);
  await keys.open();
  await expect(line(page)).toBeHidden();
  await keys.openGenerate();
});

for (const [proxy, change] of [
  ['hides e-mail addresses', (html: string) => html.replace(/>owner@acme\.example</g, '><a href="/cdn-cgi/l/email-protection">[email protected]</a><')],
  ['takes comments away', (html: string) => html.replace(/<!>/g, '')],
] as const) {
  test(`behind a proxy that ${proxy} a key is generated and edited`, async ({ page, server, owner, label }) => {
    await tampered(page, change);
    const keys = new KeysPage(page, server, owner.account, false);
    await keys.open();
    await settled(page);
    await expect(line(page)).toBeVisible();
    await expectAccessible(page, `a proxy that ${proxy}`);
    await keys.generate(label);
    await keys.choose(label, 'Edit');
    await keys.label.fill(`${label} edited`);
    await keys.confirm('Save');
    await expect(keys.row(`${label} edited`)).toBeVisible();
  });
}

test('a panic in the middle: the page goes on without the application, and starts it again when asked', async ({ keys, label, page, watch }) => {
  watch.expectPanic();
  await keys.generate(label);
  // Safari throws this error after a hundred calls within half a minute.
  await page.evaluate(() => (history.pushState = () => {
    throw new DOMException('too often', 'SecurityError');
  }));
  await keys.menuButton(label).click();
  await page.getByRole('menuitem', { name: 'Edit', exact: true }).click();
  await expect(line(page)).toBeVisible();
  await expect(page.locator('html[data-hydrated]')).toHaveCount(0);

  await keys.choose(label, 'Edit');
  await keys.label.fill(`${label} edited`);
  await keys.press('Save');
  await expect(keys.row(`${label} edited`)).toBeVisible();
  await page.goBack();
  await expect(keys.label, 'the history goes on too').toBeVisible();
  await page.getByRole('button', { name: 'Restart scripts' }).click();
  await keys.ready();
  await expect(line(page)).toBeHidden();
});

test('a panic while a link is shown leaves it there', async ({ keys, label, page, watch }) => {
  watch.expectPanic();
  await keys.openGenerate();
  await keys.label.fill(label);
  await keys.press('Generate');
  const link = await keys.shownLink();
  await page.evaluate(() => {
    const error = new WebAssembly.RuntimeError('unreachable');
    setTimeout(() => dispatchEvent(new ErrorEvent('error', { error, message: error.message })));
  });
  await expect(line(page)).toBeVisible();
  expect(await keys.link.inputValue()).toBe(link);
  await keys.press('Close');
  await expect(keys.dialog).toBeHidden();
  await expect(keys.row(label)).toBeVisible();
  await expect(line(page), 'in this tab it is not started for a while').toBeVisible();
});

test('an application that cannot be loaded is said, too', async ({ keys, page, watch }) => {
  watch.expect(404);
  await page.route('**/texts/**', (route) => route.fulfill({ status: 404 }));
  await page.reload();
  await expect(line(page)).toBeVisible();
  await keys.openGenerate();
});
