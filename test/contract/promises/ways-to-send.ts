import type { FetchToken } from '@token-refresher/core';
import { misbehave, type ReceivedRequest, startStranger } from '@token-refresher/test-support';
import { expect, onTestFinished, test } from 'vitest';
import type { ContractRow } from '../contract-client.ts';
import { outcomeOf } from '../outcome.ts';
import { secretsIn } from '../secrets-in.ts';
import { setStage } from '../stage.ts';

type Headers = Readonly<Record<string, string>>;

const query = '{ viewer }';
const viewer = misbehave.json({ data: { viewer: 'viewer' } });

/** The refresher's `header` says how a token is put on a request, to every adapter. */
export function waysToSend(row: ContractRow): void {
  const ways: readonly [string, (token: string) => Headers][] = [
    ['Authorization: Token …', (token) => ({ Authorization: `Token ${token}` })],
    ['Authorization: JWT …', (token) => ({ authorization: `JWT ${token}` })],
    ['the token and nothing else', (token) => ({ Authorization: token })],
    ['X-Shopify-Access-Token', (token) => ({ 'X-Shopify-Access-Token': token })],
    ['two headers', (token) => ({ 'X-Client': 'app', 'X-Token': token })],
  ];

  test.each(ways)("%s: on both sends, in the place of the user's own", async (_, header) => {
    const own = Object.fromEntries(Object.keys(header('')).map((name) => [name.toUpperCase(), 'own']));
    const { api, client } = await setStage(row, { headers: own, refresher: () => ({ header }) });
    const made = (token: string | undefined) =>
      Object.fromEntries(Object.entries(header(token ?? '')).map(([name, value]) => [name.toLowerCase(), value]));
    api.graphqlRespondsWith(({ headers }) => {
      const isGood = Object.entries(made(api.issuedTokens[1])).every(([name, value]) => headers[name] === value);
      return isGood ? viewer : misbehave.refuse('401 text');
    });
    expect(await client.query(query)).toEqual({ viewer: 'viewer' });
    expect(api.graphqlRequests).toHaveLength(2);
    for (const [index, { headers }] of api.graphqlRequests.entries()) {
      expect(headers).toMatchObject(made(api.issuedTokens[index]));
      if (!('authorization' in made(''))) expect(headers.authorization).toBeUndefined();
    }
  });

  test.each([307, 302])('HTTP %d to another origin: a header of another name stays behind', async (status) => {
    const stranger = await startStranger();
    onTestFinished(() => stranger.close());
    const { api, client } = await setStage(row, { refresher: () => ({ header: (token) => ({ 'X-Token': token }) }) });
    api.graphqlRespondsWith(misbehave.redirect(`${stranger.origin}/graphql`, status));
    await outcomeOf(client.query(query));
    expect(api.graphqlRequests[0]?.headers['x-token']).toBe(api.issuedTokens[0]);
    expect(secretsIn(stranger.requests, api.issuedTokens)).toEqual([]);
  });

  test('a session in a cookie: nothing is sent, and a rejection is repaired', async () => {
    let sessions = 0;
    const renew: FetchToken = async () => ({ value: `session-${++sessions}` });
    // As a browser does it: the cookie is out of a script's sight.
    const browserFetch: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('cookie', `sid=${sessions}`);
      return fetch(input, { ...init, headers });
    };
    const { api, client } = await setStage(row, {
      fetch: browserFetch,
      fetchToken: () => renew,
      refresher: () => ({ header: () => ({}) }),
    });
    api.graphqlRespondsWith(({ headers }) => (headers.cookie === 'sid=2' ? viewer : misbehave.refuse('401 text')));
    expect(await client.query(query)).toEqual({ viewer: 'viewer' });
    expect(sessions).toBe(2);
    const sent = api.graphqlRequests.map(({ headers }: ReceivedRequest) => [headers.cookie, headers.authorization]);
    expect(sent).toEqual([
      ['sid=1', undefined],
      ['sid=2', undefined],
    ]);
  });
}
