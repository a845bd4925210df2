// Raw HTTP requests that a browser would not send: old forms, racing posts, forged headers. Node's `fetch` adds its own Fetch Metadata
// headers, which these tests must control; `node:http` sends only the given headers.

import http from 'node:http';

export interface RequestOptions {
  method?: string;
  /** Headers that are `undefined` are omitted. */
  headers?: Record<string, string | undefined>;
  body?: string | Buffer;
}

export interface Reply {
  status: number;
  headers: http.IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
}

/** Sends one request on a new connection and reads the whole response. Redirects are not followed. */
export function send(url: string, { method = 'GET', headers = {}, body }: RequestOptions = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const present = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    if (body !== undefined) present['content-length'] = String(Buffer.byteLength(body));
    const request = http.request(url, { method, agent: false, headers: present }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString('utf8') });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The headers that a browser sends with a form of the same site. */
export function sameSite(origin: string): Record<string, string> {
  return {
    origin,
    accept: 'text/html,application/xhtml+xml',
    'sec-fetch-site': 'same-origin',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };
}

/** Posts a form as a browser without scripts does. */
export function postForm(url: string, fields: Record<string, string>, headers: RequestOptions['headers'] = {}): Promise<Reply> {
  return send(url, {
    method: 'POST',
    headers: {
      ...sameSite(new URL(url).origin),
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  });
}

export interface Form {
  /** The target, as an absolute address. */
  action: string;
  /** The values of all fields, including hidden ones. */
  fields: Record<string, string>;
}

/**
 * The first POST form of a page that contains the text `holding`. Parses only HTML as Keydesk writes it: quoted attributes, no nested
 * forms.
 */
export function formIn(html: string, pageUrl: string, holding = ''): Form {
  for (const [, attributes = '', inside = ''] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)) {
    if (attribute(attributes, 'method')?.toLowerCase() !== 'post' || !inside.includes(holding)) continue;
    const fields: Record<string, string> = {};
    for (const [, input = ''] of inside.matchAll(/<input\b([^>]*)>/gi)) {
      const name = attribute(input, 'name');
      if (name) fields[name] = attribute(input, 'value') ?? '';
    }
    return { action: new URL(attribute(attributes, 'action') ?? '', pageUrl).href, fields };
  }
  throw new Error(`No form that posts${holding && ` and holds "${holding}"`} at ${pageUrl}:\n${html.slice(0, 2000)}`);
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`, 'i').exec(attributes)?.[1];
  return value?.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The cookies that a response sets, as the `Cookie` header of the next request. */
export function cookiesOf(reply: Reply): string {
  return (reply.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
}
