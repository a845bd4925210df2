// Automated layout checks: sideways scrolling, the size of targets and fields, and line breaks.

import { chromium, type Browser, type Page } from '@playwright/test';
import { chromium as executable, chromiumArguments } from './environment';

/** The path of a page. */
export type Path = string;

/**
 * All pages that can be reached from `starts` by links, menus and forms, one of each kind: paths that differ only in ids and names are the
 * same kind.
 */
export async function pagesFrom(page: Page, origin: string, starts: Path[]): Promise<Path[]> {
  const kindOf = (path: string) => path.replace(/\/[0-9a-z]{16,}(?=\/)/g, '/*').replace(/resources\/[^/]+\//, 'resources/*/');
  const found = new Map<string, Path>();
  const toVisit = [...starts];
  for (let path = toVisit.shift(); path !== undefined; path = toVisit.shift()) {
    if (found.has(kindOf(path))) continue;
    // The address of a form may not be a page.
    const answer = await page.request.get(origin + path);
    if (!answer.ok() || !answer.headers()['content-type']?.startsWith('text/html')) continue;
    found.set(kindOf(path), path);
    await page.goto(origin + path, { waitUntil: 'domcontentloaded' });
    const hrefs = await page.evaluate(() => {
      const links = [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].map(({ href }) => href);
      const forms = [...document.querySelectorAll<HTMLFormElement>('form[action]')].map((form) => form.action);
      return [...links, ...forms];
    });
    for (const { origin: of, pathname } of hrefs.map((href) => new URL(href))) {
      if (of === origin && !/\/export/.test(pathname)) toVisit.push(pathname);
    }
  }
  return [...found.values()];
}

/** The elements that are wider than the window, if the page scrolls sideways. */
export async function sidewaysScrolling(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (element: Element | null): boolean =>
      element !== null && element !== document.documentElement && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
    const wide = [...document.body.querySelectorAll('*')].filter((element) => {
      const { right, width: own } = element.getBoundingClientRect();
      return own > 0 && right > width + 1 && !scrolls(element.parentElement);
    });
    const named = wide.map((element) => `${Math.round(element.getBoundingClientRect().right)}px: ${element.outerHTML.slice(0, 120)}`);
    return [`${document.documentElement.scrollWidth} px wide`, ...named.slice(-3)];
  });
}

/**
 * Words of fewer than 30 letters that are broken across lines. Words may break at hyphens and slashes. With `machineNames` false, as with
 * very large fonts, words of 10 letters and more and machine names such as e-mail addresses may break anywhere.
 */
export async function brokenWords(page: Page, { machineNames }: { machineNames: boolean }): Promise<string[]> {
  return page.evaluate((machineNames) => {
    const found = new Set<string>();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode() as Text | null; text; text = texts.nextNode() as Text | null) {
      const parent = text.parentElement!;
      if (parent.closest('script, style, option, textarea, .unseen, .skip') || !parent.checkVisibility({ visibilityProperty: true })) continue;
      for (const { 0: word, index } of text.data.matchAll(/[^\s\-/·]{2,}/g)) {
        if (word.length >= (machineNames ? 30 : 10)) continue;
        if (!machineNames && (/\w[.@]\w/.test(word) || parent.closest('.mono'))) continue;
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) found.add(`${word} in ${parent.outerHTML.slice(0, 80)}`);
      }
    }
    return [...found];
  }, machineNames);
}

/** Targets that are smaller than `least` pixels. In rows of lists 24 px are enough. Links within a sentence are exempt. */
export async function smallTargets(page: Page, least: number): Promise<string[]> {
  return page.evaluate((least) => {
    const controls = document.body.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden], [hidden])');
    const found: string[] = [];
    for (const control of controls) {
      if (control.closest('[inert], [popover]:not(:popover-open), .skip, details:not([open]) > :not(summary)')) continue;
      if (!control.checkVisibility({ visibilityProperty: true })) continue;
      const sentence = control.localName === 'a' && getComputedStyle(control).display === 'inline' && control.parentElement!.textContent!.trim() !== control.textContent!.trim();
      if (sentence) continue;
      const target = control.matches('[type=checkbox], [type=radio]') ? control.closest('label')! : control;
      const { width, height } = target.getBoundingClientRect();
      const needed = control.closest('tr, .timeline, .receipt') ? Math.min(least, 24) : least;
      if (Math.min(width, height) < needed - 0.5) found.push(`${Math.round(width)}×${Math.round(height)}: ${control.outerHTML.slice(0, 120)}`);
    }
    return found;
  }, least);
}

/** Fields with a font below 16 px, into which iOS would zoom. */
export async function smallFields(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll('input:not([type=hidden], [type=checkbox], [type=radio], [hidden]), select, textarea')];
    const small = fields.filter((field) => parseFloat(getComputedStyle(field).fontSize) < 16);
    return small.map((field) => `${getComputedStyle(field).fontSize}: ${field.outerHTML.slice(0, 120)}`);
  });
}

/** The number of lines of the links in the top bar, and of the whole bar. */
export async function linesOfBar(page: Page): Promise<{ links: number; all: number } | undefined> {
  return page.evaluate(() => {
    const lines = (elements: Element[]) => {
      const bottoms = elements.filter((element) => element.checkVisibility()).map((element) => element.getBoundingClientRect());
      let count = 0;
      let end = -Infinity;
      for (const { top, bottom } of bottoms.sort((a, b) => a.top - b.top)) {
        if (top >= end - 1) count += 1;
        end = Math.max(end, bottom);
      }
      return count;
    };
    const bar = document.querySelector('.top');
    if (!bar) return undefined;
    const parts = [...bar.children].flatMap((part) => (part.matches('.who') ? [...part.children] : [part]));
    return { links: lines([...bar.querySelectorAll('nav a')]), all: lines(parts) };
  });
}

/** Runs `use` in a browser with a default font size of 32 px, twice the usual size. */
export async function withLargeText<T>(use: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath: executable(), args: [...chromiumArguments, '--blink-settings=defaultFontSize=32'] });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}
