import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A real redis-server of its own, without anything on the disk. */
export interface RedisServer {
  /** Path of its Unix socket. */
  readonly socket: string;
  /** Sends a command on a connection of its own, and returns what comes back. */
  command(...words: string[]): Promise<string>;
  /** Lets it stand still, as a machine that swaps or a disk that hangs does. */
  pause(): void;
  resume(): void;
  /** Ends it; what it held is lost. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends it, and removes its folder. */
  close(): Promise<void>;
}

/** Why these tests cannot run here; `false` when they can. With `CI` it is an error. */
export function redisIsMissing(): string | false {
  try {
    execFileSync('redis-server', ['--version']);
    return false;
  } catch {
    const reason = 'redis-server is not installed';
    if (process.env.CI) throw new Error(reason);
    return reason;
  }
}

/** Starts one. @param options More of its options, such as `--cluster-enabled yes`. */
export async function startRedisServer(...options: string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const socket = join(folder, 'redis.sock');
  let child: ChildProcess;

  const command = (...words: string[]) =>
    new Promise<string>((resolve, reject) => {
      const connection = connect(socket);
      const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
      connection.end(`*${words.length}\r\n${parts.join('')}`);
      let reply = '';
      connection.on('data', (data) => {
        reply += data;
      });
      connection.on('end', () => resolve(reply)).on('error', reject);
    });
  const start = async () => {
    const own = ['--unixsocket', socket, '--dir', folder, '--save', '', '--appendonly', 'no'];
    child = spawn('redis-server', ['--port', '0', ...own, ...options], { stdio: 'ignore' });
    for (;;) {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}.`);
      const reply = await command('PING').catch(() => '');
      if (reply === '+PONG\r\n') return;
      await wait(10);
    }
  };
  const stop = () =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  await start();
  return {
    socket,
    command,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    stop,
    start,
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
