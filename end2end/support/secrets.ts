// All tokens, links and passwords that a run has seen. They must not appear in the server's log, in the database and its write-ahead log,
// or in any page except the one that shows them.

import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

// Tokens and verifier secrets, and the ids of single-access links.
const secretShapes = [/kd[tv]_([0-9A-Za-z]{49})/g, /\/(?:credentials|invitations)\/([0-9A-Za-z]{43})/g];

export class Secrets {
  private readonly known = new Set<string>();

  /** Remembers the tokens and link ids in a text, without their prefix or path, which may appear anywhere. */
  rememberIn(text: string): void {
    for (const shape of secretShapes) {
      for (const match of text.matchAll(shape)) this.known.add(match[1]!);
    }
  }

  /** Remembers a secret without a recognisable format, such as a password. */
  remember(secret: string): void {
    this.known.add(secret);
  }

  get count(): number {
    return this.known.size;
  }

  /** The known secrets that a text or buffer contains. */
  foundIn(place: string | Buffer): string[] {
    return [...this.known].filter((secret) => place.includes(secret));
  }

  /** The known secrets in the files below a folder, as `file: secret`. */
  foundInFolder(folder: string): string[] {
    return filesBelow(folder).flatMap((file) => {
      const bytes = readFileSync(file);
      return this.foundIn(bytes).map((secret) => `${path.relative(folder, file)}: ${secret}`);
    });
  }
}

/** Whether any file below a folder contains the text. Proves that the search for secrets works. */
export function anyFileContains(folder: string, text: string): boolean {
  return filesBelow(folder).some((file) => readFileSync(file).includes(text));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
