// Every token, link and password that a run has seen. None may ever be found where it does not belong: in the server's
// log, in the database and its write-ahead log, in a page that is not the one place that shows it.

import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

// A token or verifier secret as a whole, and the id at the end of a single-access link.
const secretShapes = [/kd[tv]_([0-9A-Za-z]{49})/g, /\/(?:credentials|invitations)\/([0-9A-Za-z]{43})/g];

export class Secrets {
  private readonly known = new Set<string>();

  /** Remembers the tokens and link ids in a text, without the prefix and path that may stand anywhere. */
  rememberIn(text: string): void {
    for (const shape of secretShapes) {
      for (const match of text.matchAll(shape)) this.known.add(match[1]!);
    }
  }

  /** Remembers something that has no recognisable shape, such as a password. */
  remember(secret: string): void {
    this.known.add(secret);
  }

  get count(): number {
    return this.known.size;
  }

  /** The known secrets that stand in a text or in bytes. */
  foundIn(place: string | Buffer): string[] {
    return [...this.known].filter((secret) => place.includes(secret));
  }

  /** Where below a folder known secrets stand, as `file: secret`. */
  foundBelow(folder: string): string[] {
    return filesBelow(folder).flatMap((file) => {
      const bytes = readFileSync(file);
      return this.foundIn(bytes).map((secret) => `${path.relative(folder, file)}: ${secret}`);
    });
  }
}

/** Whether any file below a folder holds the text: shows that a search there can find something at all. */
export function standsBelow(folder: string, text: string): boolean {
  return filesBelow(folder).some((file) => readFileSync(file).includes(text));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
