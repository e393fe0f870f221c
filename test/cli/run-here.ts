import { vi } from 'vitest';
import { runCommand } from '../../packages/cli/src/run-command.ts';
import type { CliCall, CliResult } from './run-cli.ts';

/** Runs a command in this process: a new one takes longer to start than most commands take. Nothing can be typed. */
export async function runHere({ args, env }: Omit<CliCall, 'input'>): Promise<CliResult> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += text;
      return true;
    }),
  );
  const outside = { TOKEN_ENDPOINT: undefined, CLIENT_ID: undefined, CLIENT_SECRET: undefined };
  for (const [name, value] of Object.entries({ ...outside, ...env })) vi.stubEnv(name, value);
  try {
    return { code: await runCommand(args), ...said };
  } finally {
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}
