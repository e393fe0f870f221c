import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server in a process of its own, which prints where it listens. */
export interface ServerProcess {
  /** `http://127.0.0.1:PORT`, when it is ready; rejected with what it printed when it ends before. */
  readonly url: Promise<string>;
  /** Resolves when this has been printed, with what matched. */
  printed(text: RegExp): Promise<RegExpExecArray>;
  /** Types a line into its terminal. */
  enter(line: string): void;
  /** Ctrl-C. The exit code, once every process that inherited the output has ended. */
  stop(): Promise<number | null>;
}

/**
 * Starts it at once, so that a test can see to its end before it waits.
 *
 * @param options.ready What it prints when it is ready; the first group is where it listens.
 */
export function startServerProcess(
  command: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly ready: RegExp },
): ServerProcess {
  const { ready, ...place } = options;
  const child = spawn(process.execPath, command, { ...place, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let output = '';
  const said = (text: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const listen = () => {
        const found = text.exec(output);
        if (found) resolve(found);
      };
      listen();
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      ended.then(([code]) => reject(new Error(`The server ended with ${code}:\n${output}`)), reject);
    });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  const url = said(ready).then(([, local = '']) => local);
  url.catch(() => {});
  const stop = async () => {
    child.kill('SIGINT');
    const [code] = await ended;
    return code;
  };
  return {
    url,
    stop,
    printed: said,
    enter: (line) => void child.stdin.write(`${line}\n`),
  };
}
