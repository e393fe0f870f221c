import { Readable } from 'node:stream';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { runCommand } from './run-command.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Runs a command in this process. `test/cli` also runs some in processes of their own. */
async function run(args: readonly string[]) {
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += text;
      return true;
    });
  }
  const code = await runCommand(args);
  vi.restoreAllMocks();
  return { code, ...printed };
}

/** As nobody types anything when a test runs. */
function emptyInput() {
  const { stdin } = process;
  Object.defineProperty(process, 'stdin', { value: Readable.from([]), configurable: true });
  onTestFinished(() => void Object.defineProperty(process, 'stdin', { value: stdin, configurable: true }));
}

const secret = 'a-secret-that-must-not-show';

test.each<[string, string[], RegExp]>([
  ['nothing', [], /token or proxy/],
  ['an unknown command', [secret], /token or proxy/],
  ['an unknown option', ['token', '--colour'], /--colour is not known/],
  ['an unknown option with a value', ['token', `--colour=${secret}`], /--colour is not known/],
  ['an argument too many', ['token', secret], /argument too many/],
  ['an option without its value', ['token', '--scope'], /--scope needs a value/],
  ['a flag with a value', ['token', `--header=${secret}`], /--header takes no value/],
  ...(['scope', 'token-endpoint', 'preset', 'cache-file', 'client-id-file'] as const).map(
    (option): [string, string[], RegExp] => [
      `--${option} twice`,
      ['token', `--${option}`, secret, `--${option}=b`],
      new RegExp(`: --${option} comes once: `),
    ],
  ),
  ['--port twice', ['proxy', '--port', '0', '--port', '0'], /--port comes once: /],
  ['a secret as an argument', ['token', '--client-secret', secret], /--client-secret-file/],
  ['an id as an argument', ['token', `--client-id=${secret}`], /--client-id-file/],
  ['no token endpoint', ['token'], /TOKEN_ENDPOINT/],
  ['an unknown preset', ['token', '--preset', 'toString'], /bitquery/],
  ['no credentials', ['token', '--preset', 'bitquery'], /BITQUERY_CLIENT_ID/],
  [
    'plain http',
    ['token', '--token-endpoint', 'http://auth.example.com'],
    /: --token-endpoint .*https.*hosts that --allow-insecure-requests names/,
  ],
  ['a host that is none', ['token', '--preset', 'bitquery', '--allow-insecure-requests', 'http://x'], /must be a host/],
  ...['http://x', 'x/', '', 'a b'].map((host): [string, string[], RegExp] => [
    `a host of the API that is none, "${host}"`,
    ['proxy', '--api', 'http://x/graphql', '--allow-insecure-requests', host],
    /: --allow-insecure-requests must be a host/,
  ]),
  [
    'what goes with another way to authenticate',
    ['token', '--preset', 'bitquery', '--no-form-encode-basic'],
    /--no-form-encode-basic does not go with .*--client-authentication client_secret_basic/,
  ],
  [
    'an API over plain http at another host than the one that may be asked so',
    ['proxy', '--api', 'http://api.example.com', '--allow-insecure-requests', 'auth.example.com'],
    /--api .*--allow-insecure-requests/,
  ],
  ['a parameter without a value', ['token', '--preset', 'bitquery', '--parameter', secret], /NAME=VALUE/],
  [
    'a parameter that is not ours to set',
    ['token', '--preset', 'bitquery', '--parameter', `client_secret=${secret}`],
    /: --parameter must not contain "client_secret"; set BITQUERY_CLIENT_SECRET/,
  ],
  ['a missing file', ['token', '--preset', 'bitquery', '--client-id-file', '/nowhere'], /--client-id-file .*ENOENT/],
  ['no rejected token', ['token', '--preset', 'bitquery', '--rejected'], /--rejected/],
  ['no API', ['proxy', '--token-endpoint', 'https://auth.example.com'], /--api/],
  ['a port that is none', ['proxy', '--preset', 'bitquery', '--port', '70000'], /--port/],
  ['an API over plain http', ['proxy', '--api', 'http://api.example.com'], /https/],
  ['a place that is none', ['proxy', '--preset', 'bitquery', '--websocket-token', 'body'], /connection_init/],
])('wrong usage, %s: exit code 2 and one line that says what to do', async (name, args, line) => {
  for (const variable of [
    'TOKEN_ENDPOINT',
    'CLIENT_ID',
    'CLIENT_SECRET',
    'BITQUERY_CLIENT_ID',
    'BITQUERY_CLIENT_SECRET',
  ]) {
    const isSet = variable !== 'TOKEN_ENDPOINT' && name !== 'no credentials';
    vi.stubEnv(variable, isSet ? 'value' : undefined);
  }
  emptyInput();
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^token-refresher: .*\n$/);
  expect(stderr).toMatch(line);
  expect(stderr).not.toContain(secret);
});

test('a token endpoint from the variable is called by its name', async () => {
  vi.stubEnv('TOKEN_ENDPOINT', 'http://auth.example.com');
  vi.stubEnv('CLIENT_ID', 'id');
  vi.stubEnv('CLIENT_SECRET', 'secret');
  expect((await run(['token'])).stderr).toMatch(/^token-refresher: TOKEN_ENDPOINT must start with https/);
});

test('a flag may come twice, and so may the options that say so', async () => {
  vi.stubEnv('TOKEN_ENDPOINT', undefined);
  const twice = ['--json', '--json', '--parameter', 'a=1', '--parameter', 'a=2'];
  const hosts = ['--allow-insecure-requests', 'a', '--allow-insecure-requests', 'b'];
  // So far the arguments are read.
  expect((await run(['token', ...twice, ...hosts])).stderr).toMatch(/The token endpoint is missing/);
});

test('with --json the line is JSON', async () => {
  const { code, stderr } = await run(['token', '--header', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stderr)).toEqual({ error: 'usage', error_description: '--header and --json do not go together.' });
});
