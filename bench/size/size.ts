// Measures what each package adds to a bundle (esbuild, minified, gzip -9), beside other libraries. With `--check` it
// exits with 1 when a budget of budgets.json is exceeded or missing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { table } from '../report/table.ts';
import { bundleSize } from './bundle-size.ts';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const all = (name: string) => `export * from '../packages/${name}/src/index.ts';`;
const core = await bundleSize(all('core'));
const sizes: { name: string; what: string; bytes: number }[] = [
  { name: 'core', what: 'everything', bytes: core },
  {
    name: 'core for an adapter',
    what: 'createTokenRefresher, startAttempt',
    bytes: await bundleSize(`export { createTokenRefresher, startAttempt } from '../packages/core/src/index.ts'`),
  },
  {
    name: 'core for a script',
    what: 'createTokenRefresher, createAuthorizedFetch',
    bytes: await bundleSize(
      `export { createTokenRefresher, createAuthorizedFetch } from '../packages/core/src/index.ts'`,
    ),
  },
];
for (const name of readdirSync(new URL('../../packages', import.meta.url))) {
  const { dependencies, peerDependencies } = read<Manifest>(`../../packages/${name}/package.json`);
  // A command is not bundled.
  if (!peerDependencies || !existsSync(new URL(`../../packages/${name}/src/index.ts`, import.meta.url))) continue;
  // Whoever has the client has the peer's own dependencies too.
  const external = Object.keys({ ...peerDependencies, ...dependencies }).filter(
    (peer) => !peer.startsWith('@token-refresher/'),
  );
  const bytes = (await bundleSize(all('core') + all(name), { external })) - core;
  sizes.push({ name, what: 'on top of core', bytes });
}
const withCore = 'with what it needs of core, and oauth4webapi';
sizes.push(
  { name: 'server', what: withCore, bytes: await bundleSize(all('server'), { platform: 'node' }) },
  {
    name: 'server for a script',
    what: `clientCredentials ${withCore}`,
    bytes: await bundleSize(`export { clientCredentials } from '../packages/server/src/index.ts'`, {
      platform: 'node',
    }),
  },
);

const budgets = read<Record<string, number>>('../budgets.json');
const ours = sizes.map(({ name, what, bytes }) => [name, what, bytes, budgets[name] ?? 'none']);
console.log(table(['ours', '', 'bytes', 'budget'], ours));

const peers: [name: string, code: string][] = [
  ['@badgateway/oauth2-client', `export { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client'`],
  ['fetch-extras withTokenRefresh', `export { withTokenRefresh } from 'fetch-extras'`],
  [
    '@azure/core-rest-pipeline bearer policy',
    `export { bearerTokenAuthenticationPolicy } from '@azure/core-rest-pipeline'`,
  ],
  [
    'oauth4webapi client credentials',
    `export { clientCredentialsGrantRequest, processClientCredentialsResponse } from 'oauth4webapi'`,
  ],
];
const theirs = await Promise.all(peers.map(async ([name, code]) => [name, await bundleSize(code)]));
console.log(`\n${table(['others', 'bytes'], theirs)}`);

const problems = sizes.flatMap(({ name, bytes }) => {
  const budget = budgets[name];
  if (budget === undefined) return [`${name} has no budget in bench/budgets.json.`];
  return bytes > budget ? [`${name} has ${bytes} bytes, more than its budget of ${budget} in bench/budgets.json.`] : [];
});
for (const problem of problems) console.log(`\n${problem}`);
if (process.argv.includes('--check') && problems.length > 0) process.exitCode = 1;

function read<Content>(file: string): Content {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}
