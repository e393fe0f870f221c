import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApiResponse } from '@token-refresher/core';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Player, startPlayer } from '../readme/player.ts';
import { printedByTsc } from '../readme/printed-by-tsc.ts';
import { apiCases, repliesOf, viewer } from './api-cases.ts';
import type { Play } from './drive.ts';
import { libraries } from './libraries.ts';
import { fileOf, readRecipes, recipeFolder, writeRecipes } from './read-recipes.ts';
import { type Replies, startStandIn } from './stand-in.ts';
import { tokenCases } from './token-cases.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');
const recipes = readRecipes();
/** By heading: in which words the library says that the session has ended. */
const endings: Readonly<Record<string, readonly string[]>> = {
  'Auth0 SPA': ['login_required', 'invalid_grant', 'missing_refresh_token'],
  MSAL: ['invalid_grant'],
  Clerk: ['null'],
  Supabase: ['refresh_token_not_found', 'AuthSessionMissingError'],
  Firebase: ['auth/user-token-expired', 'auth/user-disabled'],
  'oidc-client-ts': ['invalid_grant', 'login_required'],
  'next-auth': ['null', 'RefreshTokenError'],
};
const signInLibraries = Object.keys(endings);
const others = ["Refusals in words of a server's own", 'A session in a cookie'];

const privateKey = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Where each recipe is put with all that it imports, so that none finds what another one has loaded. */
const bundle = join(recipeFolder, 'bundle');
const bundled = (file: string) => join(bundle, `${basename(file, '.ts')}.mjs`);

/** A process in which recipes are played, because they read the environment and call the global `fetch`. */
let player: Player | undefined;

beforeAll(async () => {
  writeRecipes(recipes);
  await build({
    entryPoints: [...[...recipes.keys()].map(fileOf), join(here, 'drive.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    // Small ones that answer as the real ones do.
    alias: Object.fromEntries(Object.entries(libraries).map(([name, file]) => [name, join(here, file)])),
    outdir: bundle,
  });
  player = startPlayer(bundled('drive.ts'));
});

afterAll(() => player?.kill());
// None that has been played keeps the process alive.
afterAll(async () => {
  expect(await player?.end()).toEqual([0, null]);
});

/** Runs a recipe as it stands on the page, its modules new. */
async function play(heading: string, api: string | undefined, replies: Replies, own: Readonly<Record<string, string>>) {
  const { origin: standIn, requests } = await startStandIn(replies);
  const secrets = Object.fromEntries(
    ['', 'BITQUERY_', 'CTP_', 'ZOOM_'].flatMap((prefix) => [
      [`${prefix}CLIENT_ID`, 'my-id'],
      [`${prefix}CLIENT_SECRET`, 'my-secret'],
    ]),
  );
  const recipe: Play = { bundle: bundled(fileOf(heading)), api, env: { ...secrets, ...own }, standIn };
  return { requests, came: await player?.play(recipe) };
}

test('every recipe compiles', async () => {
  const paths = Object.fromEntries(
    Object.entries(libraries).map(([name, file]) => [name, [join('..', 'recipes', file)]]),
  );
  const compilerOptions = { noUnusedLocals: false, types: ['node'], paths };
  const config = { extends: '../../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
  writeFileSync(join(recipeFolder, 'tsconfig.json'), JSON.stringify(config));
  expect(await printedByTsc(recipeFolder)).toBe('');
});

test('every recipe of the page is run below', () => {
  const covered = [...apiCases, ...tokenCases].map(({ heading }) => heading);
  expect([...recipes.keys()].sort()).toEqual([...covered, ...signInLibraries, ...others].sort());
});

describe.each(apiCases)('$heading', (apiCase) => {
  const { heading, api, tokens, header, isSameApi } = apiCase;
  const refusals = [apiCase.refusal, ...(apiCase.olderRefusals ?? [])];
  const env = { ...(heading === 'GitHub' && { GITHUB_PRIVATE_KEY: privateKey() }), ...apiCase.env };

  test.each(refusals)(
    'what it says about a token that is no longer good is repaired, or reaches the caller: %#',
    async (refusal) => {
      const { requests, came } = await play(heading, api, repliesOf({ ...apiCase, refusal }), env);
      expect(came).toEqual(tokens.length === 1 ? refusal : viewer);
      const toApi = requests.filter(({ at }) => at === api);
      const sends = isSameApi ? toApi.filter((_, index) => index % 2 === 1) : toApi;
      expect(sends.map(({ headers }) => headers)).toMatchObject(tokens.map(header));
      if (isSameApi) expect(toApi[0]?.headers).not.toHaveProperty('authorization');
    },
  );
});

describe.each(tokenCases)('$heading', (tokenCase) => {
  const { heading, tokenEndpoint, response, form, isBasic, basic = 'my-id:my-secret', env = {} } = tokenCase;

  test('is asked as it wants to be, and its response gives the token', async () => {
    const { requests, came } = await play(heading, undefined, { [tokenEndpoint]: [response] }, env);
    expect(came).toEqual({ token: 't1' });
    expect(requests).toHaveLength(1);
    const secret = isBasic ? {} : { client_id: 'my-id', client_secret: 'my-secret' };
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({ ...form, ...secret });
    expect(requests[0]?.headers.authorization).toBe(isBasic ? `Basic ${btoa(basic)}` : undefined);
  });
});

const api = 'https://api.example.com/graphql';
const refusal = { status: 401, body: { errors: [{ message: 'Unauthorized' }] } };

describe.each(signInLibraries)('%s', (heading) => {
  test('a rejected token is replaced, where the library can', async () => {
    const { requests, came } = await play(heading, api, { [api]: [refusal, viewer] }, {});
    const sent = new Set(requests.map(({ headers }) => headers.authorization));
    const canForce = heading !== 'next-auth';
    expect(came).toEqual(canForce ? viewer : refusal);
    expect([requests.length, sent.size]).toEqual(canForce ? [2, 2] : [1, 1]);
  });

  test('a guest gets what everybody may see', async () => {
    const { requests, came } = await play(heading, api, { [api]: [viewer] }, { GUEST: 'true' });
    expect(came).toEqual({ ...viewer, failures: [{ code: 'signed_out', requests: 1 }] });
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test('a session that has ended is a guest, whom the library is not asked for again', async () => {
    for (const by of endings[heading] ?? []) {
      const env = { REFRESHING: 'ended', ENDED_BY: by };
      const { requests, came } = await play(heading, api, { [api]: [refusal, viewer] }, env);
      expect(came).toEqual({ ...refusal, failures: [{ code: 'signed_out', requests: 1 }] });
      expect(requests).toHaveLength(1);
    }
  });
});

// next-auth's getSession() keeps a lost network to itself.
test.each(signInLibraries.filter((heading) => heading !== 'next-auth'))(
  '%s: a lost network is no end of the session, and is asked again',
  async (heading) => {
    const { requests, came } = await play(heading, api, { [api]: [refusal, viewer] }, { REFRESHING: 'offline' });
    expect(came).toMatchObject(viewer);
    expect(new Set(requests.map(({ headers }) => headers.authorization)).size).toBe(2);
  },
);

test('a session in a cookie is renewed, and the operation sent again without any header of ours', async () => {
  const renewal = 'https://api.example.com/session/refresh';
  const replies = { [api]: [{ status: 401, body: 'Unauthorized' }, viewer], [renewal]: [{ status: 204, body: '' }] };
  const { requests, came } = await play('A session in a cookie', api, replies, {});
  expect(came).toEqual(viewer);
  expect(requests.map(({ at }) => at)).toEqual([api, renewal, api]);
  for (const { headers } of requests) expect(headers).not.toHaveProperty('authorization');
});

const said = (message: string, extensions?: object) => ({ data: null, errors: [{ message, extensions }] });

test.each<[string, ApiResponse]>([
  ['djangoGraphqlJwt', { status: 200, body: said('Signature has expired') }],
  ['djangoGraphqlJwt', { status: 200, body: said('Error decoding signature') }],
  ['graphqlDotnet', { status: 200, body: said("Access denied for field 'viewer'.", { code: 'ACCESS_DENIED' }) }],
  ['kraken', { status: 200, body: said('Signature of the JWT has expired.', { errorCode: 'KT-CT-1124' }) }],
  ['wooGraphql', { status: 200, body: said('invalid-secret-key | Expired token') }],
  ['forbidden', { status: 403, body: said('Token expired', { code: 'TOKEN_EXPIRED' }) }],
])('%s: a refusal in its own words is known, and no other', async (name, refusal) => {
  const heading = "Refusals in words of a server's own";
  vi.stubEnv('TOKEN', 't1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { refusals } = (await import(fileOf(heading))) as {
    refusals: Readonly<Record<string, (response: ApiResponse) => boolean>>;
  };
  const known = (response: ApiResponse) =>
    Object.entries(refusals).flatMap(([server, isRefusal]) => (isRefusal(response) ? [server] : []));
  expect(known(refusal)).toEqual([name]);
  expect(known({ status: 200, body: { data: { viewer: 'ada' } } })).toEqual([]);
  expect(known({ status: 403, body: 'Forbidden' })).toEqual([]);
});

test('every package leads to the page', () => {
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('(docs/recipes.md)');
  for (const name of ['apollo', 'core', 'graphql-request', 'graphql-ws', 'server', 'shared', 'urql']) {
    expect(readFileSync(join(root, 'packages', name, 'README.md'), 'utf8')).toMatch(/^Guides, .*`recipes\.md`/m);
  }
});
