// Whether a page is in another language through and through: what it says in English and in that language, compared text by
// text. What is the same in both is either data, or a text that nobody has translated.

import { expect, type Page } from '@playwright/test';

export type Language = 'en' | 'pt' | 'es';

/** A text of a page, and where it stands: `button`, `input[placeholder]`. */
export interface Text {
  where: string;
  text: string;
}

export interface Translation {
  /** Names that people gave: of keys, roles, accounts. They are the same in every language, alone and within sentences. */
  data?: string[];
  /** Texts that are rightly the same in English and in the language, such as *Status* in Portuguese. */
  same?: Partial<Record<Language, string[]>>;
  /** What to do once the page is there, such as opening something. By nothing that has a language. */
  then?: (page: Page) => Promise<void>;
}

/** What is data wherever it stands: addresses, e-mail addresses, app keys, tokens, resources, names of time zones, Keydesk itself. */
const data = [
  /https?:\/\/\S+/g,
  /\S+@\S+\.\w+/g,
  /appkey-\S+/g,
  /kd[tv]_\w+/g,
  /\b[a-z]+(\.[a-z]+)+\b/g,
  /\bKeydesk\b/g,
  /\bUTC\b/g,
];

/** Words that the languages share. */
const shared: Record<Language, string[]> = { en: [], pt: ['Status', 'App key', 'App token'], es: ['Roles', 'Status', 'App key', 'App token'] };

/** All that a page says: its title, its texts, and what attributes and the style sheet say; hidden parts included. */
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
    // What the style sheet writes has no language.
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

/** The texts that say the same in both languages although they hold a word. Numbers count for nothing: time goes on between the two. */
export function untranslated(english: Text[], other: Text[], language: Language, { data: names = [], same = {} }: Translation = {}): string[] {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  const wording = ({ text }: Text) => {
    let rest = text;
    for (const pattern of data) rest = rest.replace(pattern, ' ');
    for (const name of longestFirst) rest = rest.replaceAll(name, ' ');
    return rest.replace(/\d+/g, '0').replace(/\s+/g, ' ').trim();
  };
  const said = new Set(english.map(wording));
  const alike = new Set([...shared[language], ...(same[language] ?? [])]);
  const problems = other
    .filter((text) => /\p{L}{3,}/u.test(wording(text)) && said.has(wording(text)) && !alike.has(wording(text)))
    .map(({ where, text }) => `${where}: ${text.trim()}`);
  return [...new Set(problems)];
}

/** Opens an address in a language, which the browser then keeps. */
export async function openIn(page: Page, address: string, language: Language): Promise<void> {
  const url = new URL(address);
  url.searchParams.set('lang', language);
  await page.goto(url.href);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  await hydrated(page);
}

/** Waits until the page is live, if it is one that becomes so in a browser that runs scripts. */
export async function hydrated(page: Page): Promise<void> {
  const takesOver = await page.locator('link[rel=modulepreload]').count();
  const scriptsRun = await page.evaluate(() => matchMedia('(scripting: enabled)').matches);
  if (takesOver && scriptsRun) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

/**
 * Expects the page at an address to be in Portuguese and in Spanish through and through, with the data as it is in English.
 * It may be an address that answers with an error page. Leaves the page in English.
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
