// An authenticator app: TOTP by RFC 6238 with SHA-1, six digits and 30 seconds. It is implemented from the RFC, so that server and tests do
// not share a mistake.

import { createHmac } from 'node:crypto';

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const step = 30_000;

export class Authenticator {
  private readonly key: Buffer;

  /** `shown`: the key as the page shows it, in groups separated by spaces. */
  constructor(shown: string) {
    const secret = shown.replaceAll(' ', '');
    const bits = [...secret].map((digit) => digits.indexOf(digit).toString(2).padStart(5, '0')).join('');
    this.key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  }

  /** The code at a time in milliseconds, by default now. */
  code(at = Date.now()): string {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(at / step)));
    const hash = createHmac('sha1', this.key).update(counter).digest();
    const offset = hash.at(-1)! & 15;
    const number = (hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000;
    return String(number).padStart(6, '0');
  }

  /** The next code, which the server also accepts. The current one may have been used already. */
  next(): string {
    return this.code(Date.now() + step);
  }

  /** A code that is invalid now and in the next steps. */
  wrong(): string {
    const good = [-1, 0, 1, 2].map((steps) => this.code(Date.now() + steps * step));
    return ['000000', '000001', '000002', '000003', '000004'].find((code) => !good.includes(code))!;
  }
}
