// Fails a test on any error in the browser: script errors, violations of the content security policy, failed requests, and error statuses
// that the test does not expect.

import { expect, type BrowserContext } from '@playwright/test';

const refused = 'net::ERR_CONNECTION_REFUSED';

export class Watch {
  private readonly problems: string[] = [];
  private readonly expected = new Set<number>();
  private downtime = false;
  private panics = false;

  constructor(private readonly scriptsRun: boolean) {}

  /** Watches all pages of a context, including those that it opens later. */
  over(context: BrowserContext): void {
    context.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      // Chromium logs every error status to the console; `response` below checks it.
      if (/^Failed to load resource: the server responded with a status of \d+/.test(message.text())) return;
      if (this.downtime && message.text().includes(refused)) return;
      if (this.panics && /panicked at|unreachable/.test(message.text())) return;
      if (!this.scriptsRun && /was preloaded using link preload but not used/.test(message.text())) return;
      this.problems.push(`console ${message.type()} at ${message.location().url}: ${message.text()}`);
    });
    context.on('weberror', (error) => {
      if (this.panics && /unreachable/.test(error.error().message)) return;
      this.problems.push(`uncaught: ${error.error().stack ?? error.error()}`);
    });
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // Closing or leaving a page aborts its pending requests, which is not an error.
      if (reason === 'net::ERR_ABORTED') return;
      if (this.downtime && reason === refused) return;
      // Without scripts, Chromium blocks their preloads too.
      if (reason === 'csp' && !this.scriptsRun && request.url().endsWith('.js')) return;
      this.problems.push(`${reason}: ${request.method()} ${request.url()}`);
    });
    context.on('response', (response) => {
      if (response.status() < 400 || this.expected.has(response.status())) return;
      this.problems.push(`status ${response.status()}: ${response.request().method()} ${response.url()}`);
    });
    context.on('page', (page) => page.on('crash', () => this.problems.push(`crashed: ${page.url()}`)));
  }

  /** Allows responses with these statuses. */
  expect(...statuses: number[]): void {
    for (const status of statuses) this.expected.add(status);
  }

  /** Allows refused connections, for example of icons, because the test stops its server for a while. */
  expectDowntime(): void {
    this.downtime = true;
  }

  /** Allows a panic of the application. */
  expectPanic(): void {
    this.panics = true;
  }

  /** Fails if there were unexpected errors so far. */
  check(): void {
    expect(this.problems, 'what went wrong in the browser').toEqual([]);
  }
}
