import { createAuthorizedFetch, createClientFetch, createTokenRefresher } from '@token-refresher/core';
import { createFakeClock, startStranger } from '@token-refresher/test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { rows } from '../contract/rows.ts';
import { foreignFetches } from './foreign-fetches.ts';
import { forms, redirects, type ScriptedApi, says, startScriptedApi } from './scripted-api.ts';

const stacktrace = ['at resolve (/srv/api/resolvers.js:1:1)'.repeat(600)];
/** 24 kB, as servers in development answer. */
const longRefusal = { errors: [{ message: 'Not signed in', extensions: { code: 'UNAUTHENTICATED', stacktrace } }] };
const data = { data: { viewer: 'viewer' } };
/** More than any of these fetches keeps of a body that nobody reads. */
const longData = { data: { viewer: 'é'.repeat(200_000) } };
const bearer = (api: ScriptedApi) => api.requests.map(({ authorization }) => authorization);

function createTokens() {
  let count = 0;
  const tokens = createTokenRefresher(async () => ({ value: `t${++count}` }), { clock: createFakeClock() });
  onTestFinished(() => tokens.close());
  return tokens;
}

describe.each(Object.entries(foreignFetches))('%s', (name, fetch) => {
  const ours = {
    createAuthorizedFetch: (origins: string[]) => createAuthorizedFetch(createTokens(), { fetch, origins }),
    createClientFetch: (origins: string[]) => createClientFetch(createTokens(), { caller: 'test', fetch, origins }),
  };
  test.each(Object.entries(ours))(
    '%s: a caller that aborts while a response is read gets its reason',
    async (_, create) => {
      if (name.startsWith('React')) return; // It has no reasons.
      const caller = new AbortController();
      const reason = new Error('I have no time');
      const api = await startScriptedApi(() => (response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":');
        setImmediate(() => caller.abort(reason));
      });
      await expect(create([api.origin])(api.url, { signal: caller.signal })).rejects.toBe(reason);
    },
  );

  describe.each(rows)('as the fetch of $name', (row) => {
    const clientFor = ({ url }: { url: string }) => {
      const client = row.create({ url, tokens: createTokens(), fetch });
      onTestFinished(() => client.dispose());
      return client;
    };

    test.each(forms.filter((form) => form !== 'compressed' || !name.startsWith('React')))(
      'a refusal of 24 kB and 400 kB of data, %s: repaired, and the data is whole',
      async (form) => {
        const api = await startScriptedApi((index) => says(index === 0 ? longRefusal : longData, form));
        expect(await clientFor(api).query('{ viewer }')).toEqual(longData.data);
        expect(bearer(api)).toEqual(['Bearer t1', 'Bearer t2']);
      },
    );

    test('a redirect within the origin: the token goes along', async () => {
      if (name.startsWith('React')) return; // This stand-in for its network stack follows none.
      const api = await startScriptedApi((index) => (index === 0 ? redirects('/v2/graphql') : says(data)));
      expect(await clientFor(api).query('{ viewer }')).toEqual(data.data);
      expect(bearer(api)).toEqual(['Bearer t1', 'Bearer t1']);
    });

    test('401 with a body that never ends: the retry is not held up', async () => {
      if (name.startsWith('React')) return; // Its responses come when their bodies are whole.
      const api = await startScriptedApi((index) =>
        index === 0
          ? (response) => void response.writeHead(401, { 'content-type': 'application/json' }).write('{"errors":[')
          : says(data),
      );
      const clock = createFakeClock();
      let count = 0;
      const tokens = createTokenRefresher(async () => ({ value: `t${++count}` }), { clock });
      onTestFinished(() => tokens.close());
      const client = row.create({ url: api.url, tokens, fetch });
      onTestFinished(() => client.dispose());
      const answered = client.query('{ viewer }');
      const turning = setInterval(() => void clock.advance(1_000), 5);
      onTestFinished(() => clearInterval(turning));
      expect(await answered).toEqual(data.data);
    });

    test('a redirect to another port: the token stays behind', async () => {
      if (name.startsWith('React')) return;
      const stranger = await startStranger();
      onTestFinished(() => stranger.close());
      const api = await startScriptedApi(() => redirects(`${stranger.origin}/graphql`));
      await clientFor(api).query('{ viewer }');
      expect(stranger.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    });
  });
});
