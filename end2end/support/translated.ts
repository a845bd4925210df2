// Checks that a page is fully translated: compares its texts in English and in the other language. A text that is the same in both is
// either data or not translated.

import { expect, type Page } from '@playwright/test';

export type Language = 'en' | 'pt' | 'es';

/** A text of a page and its element or attribute, such as `button` or `input[placeholder]`. */
export interface Text {
  where: string;
  text: string;
}

export interface Translation {
  /** Names of keys, roles and accounts, which are the same in every language, also within sentences. */
  data?: string[];
  /** Texts that are correctly the same in English and in the language, such as *Status* in Portuguese. */
  same?: Partial<Record<Language, string[]>>;
  /** An action on the loaded page, such as opening a menu. It must not select elements by translated texts. */
  then?: (page: Page) => Promise<void>;
}

/** Patterns of data: addresses, e-mail addresses, app keys, tokens, resources, names of time zones, Keydesk. */
const data = [
  /https?:\/\/\S+/g,
  /\S+@\S+\.\w+/g,
  /appkey-\S+/g,
  /kd[tv]_\w+/g,
  /\b[a-z]+(\.[a-z]+)+\b/g,
  /\bKeydesk\b/g,
  /\bUTC\b/g,
];

/** Words that are the same in English and in the language. */
const shared: Record<Language, string[]> = { en: [], pt: ['Status', 'App key', 'App token'], es: ['Roles', 'Status', 'App key', 'App token'] };

/** All texts of a page: title, text nodes, attributes and style sheet, including hidden elements. */
export async function textsOf(page: Page): Promise<Text[]> {
  return page.evaluate(() => {
    const found: { where: string; text: string }[] = [{ where: 'title', text: document.title }];
    const inOtherLanguage = (element: Element) => element.closest('body [lang], .languages') !== null;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement!;
      if (parent.closest('script, style, noscript, template, textarea, kbd') || inOtherLanguage(parent)) continue;
      found.push({ where: parent.localName, text: walker.currentNode.textContent ?? '' });
    }
    const speaking = ['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'data-label', 'data-busy', 'data-done', 'data-copied', 'data-not-copied'];
    for (const element of document.body.querySelectorAll('*')) {
      if (inOtherLanguage(element) && !element.matches('nav')) continue;
      for (const name of speaking) {
        const text = element.getAttribute(name);
        if (text) found.push({ where: `${element.localName}[${name}]`, text });
      }
    }
    // Texts from the style sheet cannot be translated.
    const written = (rules: CSSRuleList) => {
      for (const rule of rules) {
        if (rule instanceof CSSStyleRule) {
          const text = /"(.*?)"/.exec(rule.style.content)?.[1] ?? '';
          if (/\p{L}/u.test(text)) found.push({ where: rule.selectorText, text });
        }
        if ('cssRules' in rule) written(rule.cssRules as CSSRuleList);
      }
    };
    for (const sheet of document.styleSheets) written(sheet.cssRules);
    return found;
  });
}

/** The texts with words that are the same in both languages. Numbers are ignored, because times change between the two page loads. */
export function untranslated(english: Text[], other: Text[], language: Language, { data: names = [], same = {} }: Translation = {}): string[] {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  const wording = ({ text }: Text) => {
    let rest = text;
    for (const pattern of data) rest = rest.replace(pattern, ' ');
    for (const name of longestFirst) rest = rest.replaceAll(name, ' ');
    return rest.replace(/\d+/g, '0').replace(/\s+/g, ' ').trim();
  };
  const inEnglish = new Set(english.map(wording));
  const alike = new Set([...shared[language], ...(same[language] ?? [])]);
  const problems = other
    .filter((text) => /\p{L}{3,}/u.test(wording(text)) && inEnglish.has(wording(text)) && !alike.has(wording(text)))
    .map(({ where, text }) => `${where}: ${text.trim()}`);
  return [...new Set(problems)];
}

/** Opens an address in a language, which the browser then remembers in a cookie. */
export async function openIn(page: Page, address: string, language: Language): Promise<void> {
  const url = new URL(address);
  url.searchParams.set('lang', language);
  await page.goto(url.href);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  await hydrated(page);
}

/** Waits for hydration if the page is hydrated and the browser runs scripts. */
export async function hydrated(page: Page): Promise<void> {
  const takesOver = await page.locator('link[rel=modulepreload]').count();
  const scriptsRun = await page.evaluate(() => matchMedia('(scripting: enabled)').matches);
  if (takesOver && scriptsRun) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

/**
 * Expects the page at an address to be fully translated into Portuguese and Spanish. Error pages are allowed. Leaves the page in English.
 */
export async function expectTranslated(page: Page, address: string, translation: Translation = {}): Promise<void> {
  const texts: Partial<Record<Language, Text[]>> = {};
  for (const language of ['pt', 'es', 'en'] as const) {
    await openIn(page, address, language);
    await translation.then?.(page);
    texts[language] = await textsOf(page);
  }
  for (const language of ['pt', 'es'] as const) {
    const left = untranslated(texts.en!, texts[language]!, language, translation);
    expect.soft(left, `not in ${language}: ${new URL(address).pathname}`).toEqual([]);
  }
}
