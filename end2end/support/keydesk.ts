// The release build under test. It starts with an empty temporary folder, its log is captured, and it is stopped afterwards.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { binary, faketimeLibrary } from './environment';
import { cookiesOf, formIn, postForm, send } from './http';
import { Postgres } from './postgres';
import { exited, freePort } from './processes';
import { Secrets } from './secrets';

export type Database = 'sqlite' | 'postgres';

/** The user who set up the server, for sign-in. */
export interface Owner {
  account: string;
  email: string;
  password: string;
}

/** The app key and token of a verification request. */
export interface Credentials {
  appKey: string;
  appToken: string;
}

export interface Settings {
  database?: Database;
  /** Further settings, by the names of their environment variables. */
  configuration?: Record<string, string>;
}

export class Keydesk {
  /** The complete log since the first start. */
  log = '';
  /** All secrets that must not appear in the log or the database. */
  readonly secrets = new Secrets();
  private process: ChildProcess | undefined;
  private verifier: string | undefined;

  private constructor(
    readonly origin: string,
    private readonly folder: string,
    private readonly postgres: Postgres | undefined,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** A server on an empty database, before set-up. */
  static async start({ database = 'sqlite', configuration = {} }: Settings = {}): Promise<Keydesk> {
    return (await Keydesk.prepare({ database, configuration })).started();
  }

  /** A server on the demo's database, and the output of the demo command, which contains the sign-in data. */
  static async demo(): Promise<{ server: Keydesk; printed: string }> {
    const server = await Keydesk.prepare({});
    const printed = await server.command('demo');
    server.secrets.rememberIn(printed);
    return { server: await server.started(), printed };
  }

  private async started(): Promise<Keydesk> {
    try {
      await this.resume();
      return this;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  private static async prepare({ database = 'sqlite', configuration = {} }: Settings): Promise<Keydesk> {
    if (!existsSync(binary)) throw new Error(`There is no release build at ${binary}. Run make test or .ci/build.`);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'keydesk-test-'));
    mkdirSync(path.join(folder, 'data'));
    const postgres = database === 'postgres' ? await Postgres.start() : undefined;
    const port = await freePort();
    // An explicit environment, so that `KEYDESK_…` and `DATABASE_URL` of the developer have no effect.
    const environment = {
      PATH: process.env['PATH'],
      // Debug level, so that the search for secrets also covers debug messages.
      RUST_LOG: 'debug',
      NO_COLOR: '1',
      KEYDESK_LISTEN: `127.0.0.1:${port}`,
      DATABASE_URL: postgres?.url ?? `sqlite://${folder}/data/keydesk.db`,
      ...Object.fromEntries(
        Object.entries(configuration).map(([name, value]) => [name, value.replaceAll('{port}', String(port))]),
      ),
    };
    return new Keydesk(`http://127.0.0.1:${port}`, folder, postgres, environment);
  }

  /** The folder with all files of the database. */
  get data(): string {
    return this.postgres?.data ?? path.join(this.folder, 'data');
  }

  /** Starts the server on its existing database. `clock` shifts its time, for example `+24h`. */
  async resume(clock?: string): Promise<void> {
    const shifted = clock && {
      LD_PRELOAD: faketimeLibrary(),
      FAKETIME: clock,
      // Timers use the real monotonic clock. Otherwise the server would wait for a time that has already passed.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    const child = spawn(binary, [], {
      cwd: this.folder,
      env: { ...this.environment, ...shifted },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    child.on('error', (error) => (this.log += `\n${error}\n`));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (this.log += chunk));
    await this.untilItAnswers(child);
  }

  private async untilItAnswers(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline && child.exitCode === null) {
      if (await send(`${this.origin}/login`).then(() => true, () => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`Keydesk did not start:\n${this.log.slice(-3_000)}`);
  }

  /** Called before the server is stopped. */
  onPause?: () => void;

  /** Stops the server and keeps its database. */
  async pause(): Promise<void> {
    this.onPause?.();
    this.process?.kill('SIGTERM');
    if (this.process) await exited(this.process);
  }

  /** Stops the server and deletes all its files. */
  async stop(): Promise<void> {
    await this.pause();
    await this.postgres?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a command of the program with the server's configuration, and returns its output. */
  async command(...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(binary, words, { cwd: this.folder, env: this.environment });
    return stdout;
  }

  /** The one-time link that the log contains at first start; `undefined` if there is none. */
  setupLink(): string | undefined {
    return /^.*Setup: (\S+)/m.exec(this.log)?.[1];
  }

  /** Sets up the server by posting the form without a browser. */
  async setUp(owner: Owner): Promise<void> {
    const link = this.setupLink();
    if (!link) throw new Error(`The log has no setup link:\n${this.log}`);
    const form = formIn((await send(link)).text, link, 'Create account');
    const reply = await postForm(form.action, { ...form.fields, ...owner });
    if (reply.status !== 303) throw new Error(`Set-up answered ${reply.status}:\n${reply.text}`);
    this.secrets.remember(owner.password);
  }

  /** Signs in without a browser and returns the session's cookies. */
  async signIn({ email, password }: Owner): Promise<string> {
    const page = `${this.origin}/login`;
    const form = formIn((await send(page)).text, page, 'Sign in');
    const reply = await postForm(form.action, { ...form.fields, email, password });
    const cookies = cookiesOf(reply);
    if (reply.status !== 303 || !cookies) throw new Error(`Signing in answered ${reply.status}:\n${reply.text}`);
    for (const cookie of cookies.split('; ')) this.secrets.remember(cookie.slice(cookie.indexOf('=') + 1));
    return cookies;
  }

  /** The secret of a verifier, which is created at first use. */
  async verifierSecret(): Promise<string> {
    if (!this.verifier) {
      const printed = await this.command('verifier', 'create', '--name', 'test');
      this.verifier = /kdv_[0-9A-Za-z]{49}/.exec(printed)?.[0];
      if (!this.verifier) throw new Error(`verifier create printed no secret:\n${printed}`);
      this.secrets.rememberIn(this.verifier);
    }
    return this.verifier;
  }

  /** The complete answer of the verification endpoint. */
  async verification(asked: Credentials & { account?: string; resource?: string }): Promise<Record<string, unknown>> {
    const reply = await send(`${this.origin}/v1/verify`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await this.verifierSecret()}`, 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
    if (reply.status !== 200) throw new Error(`/v1/verify answered ${reply.status}: ${reply.text}`);
    return JSON.parse(reply.text) as Record<string, unknown>;
  }

  /** The verdict as one word: `allowed`, or the reason for the refusal. */
  async verdict(asked: Credentials & { account?: string; resource?: string }): Promise<string> {
    const answer = await this.verification(asked);
    return answer['allowed'] === true ? 'allowed' : String(answer['reason']);
  }
}
