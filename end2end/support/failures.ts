// Prints a short summary of all failed attempts at the end, because only the end of a long log may be kept.

import { basename } from 'node:path';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

const colours = /\u001b\[[0-9;]*m/g;

export default class Failures implements Reporter {
  private readonly failures: string[] = [];

  onTestEnd(test: TestCase, { status, errors, duration, retry }: TestResult): void {
    if (status === test.expectedStatus) return;
    const reasons = errors.map(({ message = '', location }) => {
      const lines = message.replace(colours, '').split('\n').slice(0, 12);
      return `${basename(location?.file ?? '')}:${location?.line ?? ''}\n    ${lines.join('\n    ')}`;
    });
    const flaky = test.retries > retry ? 'FLAKY unless it fails again below: ' : '';
    this.failures.push(`${flaky}${test.titlePath().filter(Boolean).join(' › ')}: ${status} after ${duration} ms\n  ${reasons.join('\n  ')}`);
  }

  onEnd(): void {
    for (const failure of this.failures) process.stdout.write(`\n${failure}\n`);
  }
}
