// Debian's own Firefox, driven by WebDriver BiDi. Playwright speaks it to unmodified Firefoxes (channel `moz-firefox`), and asks
// for one thing that the current extended-support release does not know yet.

import type { Browser } from '@playwright/test';

/** The command with which Playwright sets colour schemes. Tests in Firefox leave them as they are. */
const unknownToFirefox = 'emulation.setMediaFeaturesOverride';

interface Session {
  send(method: string, parameters?: unknown): Promise<unknown>;
}

/** Keeps Playwright from sending a command that would end each new context with an error. */
export function withoutUnknownCommands(browser: Browser): void {
  // The half of the browser object that speaks the protocol. The exact version in package.json has these names.
  const { _connection } = browser as unknown as { _connection: { toImpl(of: unknown): { _browserSession: Session } } };
  const sessions = Object.getPrototypeOf(_connection.toImpl(browser)._browserSession) as Session;
  const send = sessions.send;
  sessions.send = function (this: Session, method, parameters) {
    return method === unknownToFirefox ? Promise.resolve({}) : send.call(this, method, parameters);
  };
}
