import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clientCredentials } from '@token-refresher/server';
import { startLocalApi } from '@token-refresher/test-support';
import { startTestApi } from '@token-refresher/testing';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readExamples } from '../migration/examples.ts';
import { libraries } from '../recipes/libraries.ts';
import { readRecipes } from '../recipes/read-recipes.ts';
import { startPlayer } from './player.ts';
import { printedByTsc } from './printed-by-tsc.ts';
import type { Ending, Program } from './run-program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'test', '.snippets');

interface Snippet {
  readonly file: string;
  readonly code: string;
}

/** Pages whose code is compiled and run by tests of their own. */
const testedElsewhere = ['docs/migration.md', 'docs/recipes.md'];

/** Every `ts` and `tsx` block of the READMEs and of `docs`, each as a module of its own. */
function snippets(): Snippet[] {
  const pages = globSync('{README.md,packages/*/README.md,examples/*/README.md,docs/*.md}', { cwd: root }).sort();
  const readmes = pages.filter((page) => !testedElsewhere.includes(page));
  return readmes.flatMap((readme) =>
    [...readFileSync(join(root, readme), 'utf8').matchAll(/^```(tsx?)\n([\s\S]*?)^```/gm)].map(
      ([, type, code], index) => ({
        file: `${readme.replaceAll(/[/.]/g, '-')}-${index + 1}.${type}`,
        code: `${code}\nexport {};\n`,
      }),
    ),
  );
}

const all = snippets();

/** Ends a program that would run for ever, however busy the machine is. */
const patience = 120_000;

const player = startPlayer(join(root, 'test', 'readme', 'run-program.ts'));
afterAll(() => player.kill());
// None of the programs keeps its process alive.
afterAll(async () => {
  expect(await player.end()).toEqual([0, null]);
});

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const { file, code } of all) writeFileSync(join(folder, file), code);

const codeOf = (name: string) => all.find(({ file }) => file === `${name}.ts`)?.code ?? expect.fail('no such block');
const run = (program: Program) => player.play(program) as Promise<Ending>;

test('every code block of the READMEs and of docs compiles against the packages as they are', async () => {
  const config = {
    extends: '../../tsconfig.base.json',
    compilerOptions: { jsx: 'react-jsx', noUnusedLocals: false, types: ['node'] },
    include: ['*.ts', '*.tsx'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  expect(await printedByTsc(folder)).toBe('');
  expect(all.length).toBeGreaterThan(5);
});

test('every ts block compiles with the types of Node 20 and none of a browser', async () => {
  const own = mkdtempSync(join(folder, 'node-20-'));
  mkdirSync(join(own, 'types'));
  symlinkSync(join(root, 'test', 'node_modules', '@types', 'node-20'), join(own, 'types', 'node'));
  const { shared, examples } = readExamples();
  const recipes = [...readRecipes().values()].filter(
    (code) => !Object.keys(libraries).some((name) => code.includes(name)),
  );
  const blocks = [
    ...all.filter(({ file }) => file.endsWith('.ts')),
    ...recipes.map((code, index) => ({ file: `recipe-${index}.ts`, code: `${code}\nexport {};\n` })),
    // What locks tabs out is for a page.
    ...shared.filter(({ code }) => !code.includes('navigator.locks')),
    ...examples
      .filter(({ isForApollo3 }) => !isForApollo3)
      .map(({ code }, index) => ({ file: `migration-${index}.ts`, code })),
  ];
  for (const { file, code } of blocks) writeFileSync(join(own, file), code);
  const compilerOptions = { lib: ['ES2022'], types: ['node'], typeRoots: ['types'], noUnusedLocals: false };
  const config = { extends: '../../../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
  writeFileSync(join(own, 'tsconfig.json'), JSON.stringify(config));
  // The packages' sources, which are compiled along with them, are written for newer types.
  const isOfSources = (line: string) => line.startsWith('../../../packages/');
  const errors = (await printedByTsc(own)).split('\n').filter((line) => /^\S/.test(line) && !isOfSources(line));
  expect(errors).toEqual([]);
});

/** Whole programs: the first block of each README, the root's second one, which is for Bitquery, and a page's. */
const programs = [
  'README-md-1',
  'README-md-2',
  'docs-getting-started-md-1',
  'packages-apollo-README-md-1',
  'packages-graphql-request-README-md-1',
  'packages-server-README-md-1',
  'packages-shared-README-md-1',
  'packages-urql-README-md-1',
];

/** Runs test files in one process, without Vitest. */
function runTests(name: string, files: readonly string[]) {
  const file = join(folder, name);
  writeFileSync(file, files.map((each) => `import './${each}';\n`).join(''));
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return promisify(execFile)(process.execPath, ['--test-reporter=tap', file], { env, timeout: patience });
}

const testFiles = ['packages-testing-README-md-1', 'docs-testing-md-1'];

test(`${testFiles.join(' and ')} are whole test files, and their tests pass`, async () => {
  const passed = testFiles.map((name) => codeOf(name).split(/^test\(/m).length - 1);
  expect(passed).toEqual([1, 2]);
  const { stdout } = await runTests(
    'passing.ts',
    testFiles.map((name) => `${name}.ts`),
  );
  expect(stdout).toContain('# pass 3\n');
});

test(`${testFiles.join(' and ')} end when one of their tests fails`, async () => {
  const failing = testFiles.map((name) => {
    const file = `failing-${name}.ts`;
    writeFileSync(
      join(folder, file),
      codeOf(name).replaceAll(/Ada(?=' \}\);\n {2}assert|"\}'\);\n {2}assert)/g, 'Bob'),
    );
    return file;
  });
  await expect(runTests('failing.ts', failing)).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('# fail 2\n'),
  });
});

test('what is shown about tests is JavaScript: it can be saved as .mjs, where Node reads no types', async () => {
  const shown = all.filter(({ file }) => /^(?:docs-testing|packages-testing-README)-md-/.test(file));
  expect(shown.length).toBeGreaterThan(10);
  const paths = shown.map(({ file, code }) => {
    const path = join(folder, file.replace('.ts', '.mjs'));
    writeFileSync(path, code);
    return path;
  });
  // As `node --check` does it, which takes one file.
  const parse = `
    const { readFileSync } = require('node:fs');
    const { SourceTextModule } = require('node:vm');
    for (const identifier of process.argv.slice(1)) {
      new SourceTextModule(readFileSync(identifier, 'utf8'), { identifier });
    }
    console.log(process.argv.length - 1);`;
  const options = ['--experimental-vm-modules', '--no-warnings', '--eval', parse];
  const { stdout } = await promisify(execFile)(process.execPath, [...options, ...paths]);
  expect(stdout).toBe(`${shown.length}\n`);
});

test.each(['packages-testing-README-md-2', 'packages-testing-README-md-3', 'packages-testing-README-md-7'])(
  '%s runs to its end',
  async (name) => {
    expect(codeOf(name)).toContain('startTestApi(');
    expect(await run({ file: join(folder, `${name}.ts`), env: {} })).not.toHaveProperty('error');
  },
);

describe('docs-testing-md-1 in Vitest with the import that the page names', async () => {
  const line = "import { afterEach, test } from 'vitest'";
  const own = mkdtempSync(join(folder, 'under-vitest-'));
  const file = join(own, 'page.test.ts');
  writeFileSync(file, codeOf('docs-testing-md-1').replace(/^import .* from 'node:test'/m, line));

  test('the page names it, and its two tests are here', ({ task }) => {
    expect(readFileSync(join(root, 'docs', 'testing.md'), 'utf8')).toContain(`\`${line}\``);
    expect(task.suite?.tasks).toHaveLength(3);
  });

  await import(file);
});

/** A port that nothing listens on, for an example that names one. */
async function freePort(): Promise<number> {
  const api = await startTestApi();
  await api.close();
  return Number(new URL(api.origin).port);
}

test.each(['docs-testing-md-2', 'docs-testing-md-3', 'docs-testing-md-5', 'packages-testing-README-md-4'])(
  '%s counts two tokens',
  async (name) => {
    const file = join(folder, `run-${name}.ts`);
    writeFileSync(file, codeOf(name).replaceAll('4001', `${await freePort()}`));
    expect(await run({ file, env: {} })).toEqual({ printed: '2\n' });
  },
);

test('packages-testing-README-md-5 stands in beside a dev server: pages may call what it prints', async () => {
  const port = await freePort();
  const file = join(folder, 'stand-in.ts');
  writeFileSync(file, codeOf('packages-testing-README-md-5').replace('4000', `${port}`));
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  const [printed] = await once(child.stdout, 'data');
  const origin = `http://127.0.0.1:${port}`;
  expect(`${printed}`).toBe(`TOKEN_ENDPOINT=${origin}/oauth2/token API=${origin}/graphql\n`);
  const headers = { origin: 'https://app.example.com', 'access-control-request-headers': 'authorization' };
  const preflight = await fetch(`${origin}/graphql`, { method: 'OPTIONS', headers });
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'my-app',
    client_secret: 'only-for-tests',
  });
  const issued = await fetch(`${origin}/oauth2/token`, { method: 'POST', body });
  expect(await issued.json()).toMatchObject({ expires_in: 60 });
});

test('the first program is for a project that npm init makes: as .mjs', async () => {
  const page = readFileSync(join(root, 'README.md'), 'utf8');
  expect(page).toContain('Save it as `program.mjs`');
  expect(page).toContain('says `"type": "commonjs"`');
  const made = mkdtempSync(join(folder, 'npm-init-'));
  writeFileSync(join(made, 'package.json'), '{ "type": "commonjs" }');
  writeFileSync(join(made, 'program.js'), codeOf('README-md-1'));
  const running = promisify(execFile)(process.execPath, [join(made, 'program.js')], { timeout: patience });
  await expect(running).rejects.toMatchObject({
    stderr: expect.stringContaining('Cannot use import statement outside a module'),
  });
});

test.each(programs.map((name) => `${name}.mjs`))('%s runs as it stands, against the stand-in', async (file) => {
  writeFileSync(join(folder, file), readFileSync(join(folder, file.replace('.mjs', '.ts'))));
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const env = {
    STAND_IN: api.origin,
    XDG_CACHE_HOME: folder,
    CLIENT_ID: api.clientId,
    CLIENT_SECRET: api.clientSecret,
    BITQUERY_CLIENT_ID: api.clientId,
    BITQUERY_CLIENT_SECRET: api.clientSecret,
  };
  expect(await run({ file: join(folder, file), env })).not.toHaveProperty('error');
  expect(api.tokenRequests.map(({ outcome }) => outcome)).toEqual(['issued']);
  const sends = /^packages-(?:server|shared)-/.test(file) ? [] : ['answered'];
  expect(api.graphqlRequests.map(({ outcome }) => outcome)).toEqual(sends);
});

test('the fetch for a server that wants JSON sends all that the form and its headers had', async () => {
  const { file } = all.find(({ code }) => code.includes('asJson')) ?? expect.fail('no page shows it');
  for (const name of ['CLIENT_ID', 'CLIENT_SECRET']) vi.stubEnv(name, 'of the example');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { asJson } = await import(join(folder, file));
  const received: { headers: IncomingHttpHeaders; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    received.push({ headers: request.headers, body: JSON.parse(body) });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"a","expires_in":60}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const common = {
    tokenEndpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    clientId: 'id',
    clientSecret: 'sesame',
    fetch: asJson,
  };
  const { signal } = new AbortController();
  const resource = ['https://a.example.com', 'https://b.example.com'];
  const withBasic = clientCredentials({
    ...common,
    clientAuthentication: 'client_secret_basic',
    headers: { 'x-api-key': 'of the gateway' },
    parameters: { resource, audience: 'c' },
  });
  expect(await withBasic({ signal })).toHaveProperty('value', 'a');
  await clientCredentials({ ...common, scope: 'read' })({ signal });
  const grant_type = 'client_credentials';
  expect(received).toMatchObject([
    {
      headers: {
        accept: 'application/json',
        authorization: `Basic ${btoa('id:sesame')}`,
        'content-type': 'application/json',
        'x-api-key': 'of the gateway',
      },
      body: { grant_type, resource, audience: 'c' },
    },
    { body: { grant_type, client_id: 'id', client_secret: 'sesame', scope: 'read' } },
  ]);
});
