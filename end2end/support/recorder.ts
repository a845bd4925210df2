// Records the POST requests of a page, so that a test can send them again.

import type { Page, Request } from '@playwright/test';
import { send, type Reply } from './http';

export class Recorder {
  private readonly posts: Request[] = [];

  /** `what` matches the addresses of the requests to record, both of forms and of server functions. */
  constructor(
    private readonly page: Page,
    what: RegExp,
  ) {
    page.on('request', (request) => {
      if (request.method() === 'POST' && what.test(request.url())) this.posts.push(request);
    });
  }

  /** The number of recorded requests. */
  get count(): number {
    return this.posts.length;
  }

  /**
   * Sends the last request again with the browser's current session. `change` may change the body, which is a form or, from a page with
   * scripts, the binary arguments of a server function.
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

/** The addresses of *Generate*, without and with scripts. */
export const generating = /\/generated\/new|\/generate_key/;

/** The addresses of *Renew token*, without and with scripts. */
export const renewing = /\/renew(_key)?(\?|$)/;

/** Increases the key's version in the body by `changes`, as if the user had just loaded the page. */
export function withLaterVersion(changes: number): (body: Buffer) => Buffer {
  return (body) => {
    // Latin-1 maps each byte to one character and back.
    const text = body.toString('latin1');
    const later = text
      .replace(/\bversion=(\d+)/, (_, version: string) => `version=${Number(version) + changes}`)
      // In the binary format, the version follows the key's id and its length. It is zigzag-encoded, so the byte is twice the number, and
      // small numbers take one byte.
      .replace(/(\x14[0-9a-z]{20})([\0-\x3f])/, (_, id: string, version: string) => id + String.fromCharCode(version.charCodeAt(0) + 2 * changes));
    if (later === text) throw new Error('The body names no version.');
    return Buffer.from(later, 'latin1');
  };
}
