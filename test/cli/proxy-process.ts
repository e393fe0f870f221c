import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../../packages/shared/src/testing/temporary-folder.ts';
import { clientOf, type ProxiedApi } from './client-of.ts';
import { startCli } from './run-cli.ts';

/** A proxy in a process of its own. */
export interface ProxyProcess {
  /** Its GraphQL address, as it was printed. */
  readonly url: string;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly stderr: () => string;
  /** Sends the signal, and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts a proxy to this API, on a free port unless one is given; the test's end is its end. */
export async function startProxy(api: ProxiedApi, more: readonly string[] = [], port = '0'): Promise<ProxyProcess> {
  const { folder, remove } = temporaryFolder();
  const { args, env } = clientOf(api, join(folder, 'token.json'));
  const child = startCli({ args: ['proxy', ...args, '--api', api.url, '--port', port, ...more], env });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    remove();
  });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error(`The proxy has ended: ${stderr}`))),
  ])) as [Buffer];
  const url = `${line}`.trim();
  return {
    url,
    origin: new URL(url).origin,
    stderr: () => stderr,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}
