// Fails a test that leaves an error in the browser's console, whatever else the test is about: script errors,
// Content-Security-Policy violations, requests that fail, replies with an error status that the test did not ask for.

import { expect, type BrowserContext } from '@playwright/test';

const refused = 'net::ERR_CONNECTION_REFUSED';

export class Watch {
  private readonly problems: string[] = [];
  private readonly expected = new Set<number>();
  private downtime = false;
  private panics = false;

  constructor(private readonly scriptsRun: boolean) {}

  /** Watches all pages of a context, those that it opens later included. */
  over(context: BrowserContext): void {
    context.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      // Chromium repeats every error status in the console; `response` below judges it.
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
      // Closing or leaving a page aborts what it was still loading; that is no failure of the server.
      if (reason === 'net::ERR_ABORTED') return;
      if (this.downtime && reason === refused) return;
      // Where scripts are off, Chromium does not preload them either.
      if (reason === 'csp' && !this.scriptsRun && request.url().endsWith('.js')) return;
      this.problems.push(`${reason}: ${request.method()} ${request.url()}`);
    });
    context.on('response', (response) => {
      if (response.status() < 400 || this.expected.has(response.status())) return;
      this.problems.push(`status ${response.status()}: ${response.request().method()} ${response.url()}`);
    });
    context.on('page', (page) => page.on('crash', () => this.problems.push(`crashed: ${page.url()}`)));
  }

  /** Says that the test provokes replies of this status. */
  expect(...statuses: number[]): void {
    for (const status of statuses) this.expected.add(status);
  }

  /** Says that the test stops its server for a while: what pages happen to ask for then, such as icons, is not there. */
  expectDowntime(): void {
    this.downtime = true;
  }

  /** Says that the test makes the application panic. */
  expectPanic(): void {
    this.panics = true;
  }

  /** Fails if anything went wrong so far. */
  check(): void {
    expect(this.problems, 'what went wrong in the browser').toEqual([]);
  }
}
