import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The repository's root folder. */
export const repository = fileURLToPath(new URL('../../', import.meta.url));

export interface RunOptions {
  /** Default: {@link repository}. */
  readonly cwd?: string;
  /** Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the program. */
  readonly signal?: AbortSignal;
}

/** Runs a program to its end and returns what it printed. @throws Error with the output in its message and its properties. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ stdout: string; stderr: string }> {
  try {
    return await promisify(execFile)(program, args, { cwd: repository, maxBuffer: 2 ** 26, ...options });
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw Object.assign(new Error(`${message}\n${stdout}`), { stdout, stderr });
  }
}

/** Runs pnpm: the one that runs these tests, otherwise the one that the README names. turbo too wants it on the PATH. */
export function pnpm(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const present = process.env.npm_execpath;
  if (present?.includes('pnpm')) return run(process.execPath, [present, ...args]);
  return run('npx', ['-y', 'pnpm@10', ...args]);
}
