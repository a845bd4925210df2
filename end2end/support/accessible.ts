// Automated WCAG 2.2 AA checks of a page in its current state: light and dark, at the widths of a desktop and a phone. The page must not
// scroll sideways.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const desktop = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };

export async function expectAccessible(page: Page, what: string): Promise<void> {
  const found: string[] = [];
  for (const size of [phone, desktop]) {
    await page.setViewportSize(size);
    await atRest(page);
    if (await sticksOut(page)) found.push(`${size.width} px wide: the page scrolls sideways`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await atRest(page);
      const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
      for (const { id, help, nodes } of violations) {
        for (const node of nodes) found.push(`${size.width} px wide, ${colorScheme}: ${id} (${help}) ${node.html.slice(0, 200)}`);
      }
    }
  }
  expect.soft(found, what).toEqual([]);
}

/** The same for a page without scripts, where axe cannot run: checks a copy, without the page's scripts, in a context with scripts. */
export async function expectCopyAccessible(page: Page, what: string): Promise<void> {
  const context = await page.context().browser()!.newContext({ javaScriptEnabled: true });
  const body = (await page.content()).replace(/<script.*?<\/script>/gs, '');
  const copy = await context.newPage();
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html', body }));
  await copy.goto(page.url());
  await expectAccessible(copy, what);
  await context.close();
}

async function sticksOut(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}

/** Waits for running transitions and animations, so that no colour is measured on its way. Reduced motion starts none, but ends none either. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ends = (animation: Animation): boolean =>
      animation.playState === 'running' && Number.isFinite(Number(animation.effect?.getComputedTiming().endTime));
    for (let running; (running = document.getAnimations().filter(ends)).length > 0; ) {
      await Promise.allSettled(running.map(({ finished }) => finished));
    }
  });
}
