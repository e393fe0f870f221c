import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { LocalApi } from '@token-refresher/test-support';
import { build } from 'esbuild';
import { temporaryFolder } from '../temporary-folder.ts';
import type { WorkerConfig, WorkerJob, WorkerMessage } from './run-worker.ts';

/** A program whose processes share a token in a file, and one whose processes share it in Redis. */
export const fileWorker = join(import.meta.dirname, 'file-worker.ts');
export const redisWorker = join(import.meta.dirname, 'redis-worker.ts');

/** A program that works with a file store directly. */
export const storeWorker = join(import.meta.dirname, 'store-worker.ts');

type Done = Extract<WorkerMessage, { done: WorkerJob }>;

/** A real process. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Resolves when it has done the job that it was given last; rejects when it could not, or was ended. */
  done(): Promise<Done>;
  tell(job: WorkerJob): Promise<Done>;
  /** Calls back when it is about to ask the token endpoint. */
  onFetching(callback: () => void): void;
  end(): void;
}

/** Starts worker processes for one API, and so for one token. */
export interface WorkerProcesses {
  start(config: StartConfig): WorkerProcess;
  /** Ends those that are left. */
  close(): Promise<void>;
}

type StartConfig = Pick<WorkerConfig, 'store' | 'job' | 'revoked' | 'times'> & { readonly refreshers?: number };

/** A worker program in one file, so that fifty of them start in a few seconds. */
export interface BundledProgram {
  readonly path: string;
  remove(): void;
}

/** @param program Path of a module that calls `runWorker`. */
export async function bundleProgram(program: string): Promise<BundledProgram> {
  const { folder, remove } = temporaryFolder();
  const path = join(folder, 'worker.cjs');
  await build({ entryPoints: [program], bundle: true, platform: 'node', format: 'cjs', outfile: path });
  return { path, remove };
}

/** No process yet. */
export function createWorkerProcesses(api: LocalApi, program: BundledProgram): WorkerProcesses {
  const running = new Set<ChildProcess>();
  return {
    start({ refreshers = 1, ...config }) {
      const { tokenEndpoint, clientId, clientSecret, url } = api;
      const argument = JSON.stringify({ tokenEndpoint, clientId, url, refreshers, ...config });
      const env = { ...process.env, CLIENT_SECRET: clientSecret, NODE_OPTIONS: '' };
      const child = fork(program.path, [argument], { env, execArgv: [] });
      running.add(child);
      child.once('exit', () => running.delete(child));
      return workerProcess(child);
    },
    close: async () => void (await Promise.all([...running].map(ended))),
  };
}

function workerProcess(child: ChildProcess): WorkerProcess {
  const next = () =>
    new Promise<Done>((resolve, reject) => {
      const onMessage = (message: WorkerMessage) => {
        if ('done' in message) resolve(message);
        else if ('failed' in message) reject(new Error(message.failed));
        else return;
        child.off('message', onMessage);
      };
      child.on('message', onMessage);
      // Unlike `exit`, this comes after the last message.
      child.once('disconnect', () => reject(new Error('The worker has ended.')));
    });
  let result = next();
  result.catch(() => {});
  return {
    child,
    done: () => result,
    tell(job) {
      result = next();
      child.send(job);
      return result;
    },
    onFetching: (callback) => void child.on('message', (message: WorkerMessage) => 'fetching' in message && callback()),
    end: () => void child.kill('SIGKILL'),
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
