// Writes down what a page posts, so that a test can send the very same once more, by hand.

import type { Page, Request } from '@playwright/test';
import { send, type Reply } from './http';

export class Recorder {
  private readonly posts: Request[] = [];

  /** `what` tells the posts of interest by their addresses: those of forms and of server functions. */
  constructor(
    private readonly page: Page,
    what: RegExp,
  ) {
    page.on('request', (request) => {
      if (request.method() === 'POST' && what.test(request.url())) this.posts.push(request);
    });
  }

  /** How many posts there were. */
  get count(): number {
    return this.posts.length;
  }

  /**
   * Sends the last post again with the session that the browser has now. `change` gets the body, which is a form or
   * JSON.
   */
  async repeat(change: (body: string) => string = (body) => body): Promise<Reply> {
    const request = this.posts.at(-1);
    if (!request) throw new Error('The page has posted nothing yet.');
    const headers = await request.allHeaders();
    const cookies = await this.page.context().cookies(request.url());
    const kept = Object.entries(headers).filter(([name]) => !/^(:|content-length$|host$|connection$|accept-encoding$)/.test(name));
    return send(request.url(), {
      method: 'POST',
      headers: {
        ...Object.fromEntries(kept),
        'sec-fetch-site': 'same-origin',
        cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      },
      body: change(request.postData() ?? ''),
    });
  }
}

/** Where *Generate* goes, without scripts and with them. */
export const generating = /\/generated\/new|\/generate_key/;

/** Where *Renew token* goes. */
export const renewing = /\/renew(_key)?(\?|$)/;

/** The version that an action names, moved on by so many changes: as if the person had just loaded the page. */
export function seenLater(changes: number): (body: string) => string {
  return (body) => {
    const later = body.replace(/("version":|\bversion=)(\d+)/, (_, name: string, version: string) => name + (Number(version) + changes));
    if (later === body) throw new Error(`No version in ${body}`);
    return later;
  };
}
