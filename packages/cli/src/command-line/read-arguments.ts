import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from '../usage-error.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const common = {
  preset: text,
  'token-endpoint': text,
  'client-id-file': text,
  'client-secret-file': text,
  scope: text,
  parameter: { type: 'string', multiple: true },
  'client-authentication': text,
  'no-form-encode-basic': flag,
  'allow-narrower-scope': flag,
  'allow-insecure-requests': { type: 'string', multiple: true },
  'cache-file': text,
  json: flag,
} as const;
const ofToken = { ...common, header: flag, rejected: flag } as const;
const ofProxy = { ...common, api: text, port: text, 'websocket-token': text, graphiql: flag } as const;

type Values<Options extends NonNullable<ParseArgsConfig['options']>> = ReturnType<
  typeof parseArgs<{ options: Options }>
>['values'];

/** Options that every command has. */
export type CommonArguments = Values<typeof common>;
export type TokenArguments = Values<typeof ofToken>;
export type ProxyArguments = Values<typeof ofProxy>;

/** What is to be done. */
export type Arguments =
  | { readonly command: 'help' | 'version' }
  | { readonly command: 'token'; readonly values: TokenArguments }
  | { readonly command: 'proxy'; readonly values: ProxyArguments };

/** Reads the arguments behind the program's name. @throws UsageError, which never repeats an argument's value. */
export function readArguments(given: readonly string[]): Arguments {
  const [command, ...args] = given;
  const flags = given.filter((argument) => argument.startsWith('-'));
  if (command === undefined) throw new UsageError('Say what to do: token or proxy. --help shows how.');
  if (command === 'help' || flags.includes('--help') || flags.includes('-h')) return { command: 'help' };
  if (command === '--version') return { command: 'version' };
  if (command === 'token') return { command, values: parse(args, ofToken) };
  if (command === 'proxy') return { command, values: parse(args, ofProxy) };
  throw new UsageError('The first argument must be token or proxy. --help shows how.');
}

function parse<Options extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: Options) {
  const credential = args.map((argument) => /^--client-(?:id|secret)(?==|$)/.exec(argument)?.[0]).find(Boolean);
  if (credential) {
    throw new UsageError(
      `There is no ${credential}, because every user of this machine can see arguments: use ${credential}-file or a variable. --help shows which.`,
    );
  }
  const { values, tokens } = parsed(args, options);
  const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const twice = names.find((name, index) => isSingle(options[name]) && names.indexOf(name) < index);
  if (twice === undefined) return values;
  const hint = twice === 'scope' ? 'all names in one text, such as --scope "read write"' : 'leave out all but one';
  throw new UsageError(`--${twice} comes once: ${hint}. --help shows the options.`);
}

function parsed<Options extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false, tokens: true });
  } catch (error) {
    throw new UsageError(`${problemOf(error)} --help shows the options.`);
  }
}

/** Of two values one would be ignored. A flag says the same twice. */
function isSingle(option: NonNullable<ParseArgsConfig['options']>[string] | undefined): boolean {
  return option?.type === 'string' && !option.multiple;
}

/** Node's own messages may repeat what was typed. */
function problemOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const option = /--[a-z][a-z-]{0,40}(?=[\s'=<]|$)/.exec(message)?.[0] ?? 'An option';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `${option} is not known here.`;
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    return message.includes('does not take') ? `${option} takes no value.` : `${option} needs a value.`;
  }
  return 'There is an argument too many.';
}
