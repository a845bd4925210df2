// Debian's Firefox, driven by WebDriver BiDi. Playwright supports unmodified Firefox (channel `moz-firefox`), but sends one command that
// the current extended-support release does not know.

import type { Browser } from '@playwright/test';

/** The command with which Playwright sets the colour scheme. Tests in Firefox do not set one. */
const unknownToFirefox = 'emulation.setMediaFeaturesOverride';

interface Session {
  send(method: string, parameters?: unknown): Promise<unknown>;
}

/** Suppresses the unknown command, which would end each new context with an error. */
export function withoutUnknownCommands(browser: Browser): void {
  // The internal object that speaks the protocol. Its names are those of the exact version in package.json.
  const { _connection } = browser as unknown as { _connection: { toImpl(of: unknown): { _browserSession: Session } } };
  const sessions = Object.getPrototypeOf(_connection.toImpl(browser)._browserSession) as Session;
  const send = sessions.send;
  sessions.send = function (this: Session, method, parameters) {
    return method === unknownToFirefox ? Promise.resolve({}) : send.call(this, method, parameters);
  };
}
