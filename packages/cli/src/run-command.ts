import { readFileSync } from 'node:fs';
import { TokenRequestError } from '@token-refresher/core';
import { help } from './command-line/help.ts';
import { readArguments } from './command-line/read-arguments.ts';
import { sentenceOf } from './own-words.ts';
import { say } from './say.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs one command.
 *
 * @param args Behind the program's name.
 * @returns the exit code: 0, 1 for a failed request, 2 for wrong usage.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    const read = readArguments(args);
    // Each command loads what it needs: a script may ask for a token often.
    if (read.command === 'token') {
      const { tokenCommand } = await import('./token-command.ts');
      process.stdout.write(await tokenCommand(read.values));
    } else if (read.command === 'proxy') {
      const { proxyCommand } = await import('./proxy-command.ts');
      await proxyCommand(read.values);
    } else {
      process.stdout.write(read.command === 'help' ? help : version());
    }
    return 0;
  } catch (error) {
    report(error, args.includes('--json'));
    return error instanceof UsageError ? 2 : 1;
  }
}

/** One line on standard error; as JSON, in OAuth's words, for programs that asked for JSON. */
function report(error: unknown, isJson: boolean): void {
  const message = error instanceof Error ? sentenceOf(error) : 'Something that is no error was thrown.';
  if (!isJson) {
    say(message);
    return;
  }
  const isToken = TokenRequestError.is(error);
  const code = isToken ? error.code : error instanceof UsageError ? 'usage' : 'failed';
  const said = { error: code, error_description: message, permanent: isToken ? error.permanent : undefined };
  process.stderr.write(`${JSON.stringify(said)}\n`);
}

function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return `${manifest.version}\n`;
}
