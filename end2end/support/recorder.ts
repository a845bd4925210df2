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
   * Sends the last post again with the session that the browser has now. `change` gets the body, which is a form or,
   * from a page with scripts, the values in binary.
   */
  async repeat(change: (body: Buffer) => Buffer = (body) => body): Promise<Reply> {
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
      body: change(request.postDataBuffer() ?? Buffer.alloc(0)),
    });
  }
}

/** Where *Generate* goes, without scripts and with them. */
export const generating = /\/generated\/new|\/generate_key/;

/** Where *Renew token* goes. */
export const renewing = /\/renew(_key)?(\?|$)/;

/** The version that an action names, moved on by so many changes: as if the person had just loaded the page. */
export function seenLater(changes: number): (body: Buffer) => Buffer {
  return (body) => {
    // One character a byte, there and back.
    const text = body.toString('latin1');
    const later = text
      .replace(/\bversion=(\d+)/, (_, version: string) => `version=${Number(version) + changes}`)
      // In binary it stands after the key's id, which has its length before it. A number is twice itself, so that
      // there is room for negative ones, and in one byte while it is small.
      .replace(/(\x14[0-9a-z]{20})([\0-\x3f])/, (_, id: string, version: string) => id + String.fromCharCode(version.charCodeAt(0) + 2 * changes));
    if (later === text) throw new Error('The body names no version.');
    return Buffer.from(later, 'latin1');
  };
}
