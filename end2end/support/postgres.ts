// A temporary PostgreSQL server for the tests: in a temporary folder, on a free port of the loopback address. It is deleted afterwards.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { postgresPrograms } from './environment';
import { exited, freePort } from './processes';

export class Postgres {
  private constructor(
    /** The data folder, including the write-ahead log. */
    readonly data: string,
    readonly url: string,
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(): Promise<Postgres> {
    const programs = postgresPrograms();
    const folder = mkdtempSync(path.join(os.tmpdir(), 'keydesk-postgres-'));
    const data = path.join(folder, 'data');
    const user = unprivilegedUser();
    if (user) chownSync(folder, user.uid, user.gid);

    const initdb = spawnSync(
      path.join(programs, 'initdb'),
      ['--pgdata', data, '--username', 'keydesk', '--auth', 'trust', '--encoding', 'UTF8', '--no-locale', '--no-sync'],
      { cwd: folder, encoding: 'utf8', ...user },
    );
    if (initdb.status !== 0) throw new Error(`initdb failed: ${initdb.error ?? initdb.stderr}`);

    const port = await freePort();
    const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, fsync: 'off' };
    const server = spawn(
      path.join(programs, 'postgres'),
      ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...user },
    );
    await untilReady(server);
    return new Postgres(data, `postgres://keydesk@127.0.0.1:${port}/postgres`, folder, server);
  }

  async stop(): Promise<void> {
    // SIGINT is PostgreSQL's fast shutdown, which does not wait for clients to disconnect.
    this.process.kill('SIGINT');
    await exited(this.process);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function untilReady(server: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let log = '';
    server.stderr!.on('data', (chunk: Buffer) => {
      log += chunk;
      if (log.includes('database system is ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
  });
}

/** The user to run PostgreSQL as if the tests run as root, because PostgreSQL refuses to run as root. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!found) throw new Error('Neither postgres nor nobody is a user here, and PostgreSQL does not run as root.');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}
