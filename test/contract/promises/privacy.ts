import { clientCredentials } from '@token-refresher/server';
import { type Behaviour, misbehave, startStranger } from '@token-refresher/test-support';
import { expect, onTestFinished, test } from 'vitest';
import type { ContractRow } from '../contract-client.ts';
import { caughtFrom, outcomeOf } from '../outcome.ts';
import { secretsIn } from '../secrets-in.ts';
import { can, setStage } from '../stage.ts';

const query = '{ viewer }';

/** The token goes to the API and nowhere else. */
export function privacy(row: ContractRow): void {
  const visitStranger = async () => {
    const stranger = await startStranger();
    onTestFinished(() => stranger.close());
    return stranger;
  };

  test("a URL outside the refresher's origins gets no token, and none is fetched for it", async () => {
    const stranger = await visitStranger();
    const withheld: string[] = [];
    const { api, client, tokens } = await setStage(row, {
      url: `${stranger.origin}/graphql`,
      refresher: ({ origin }) => ({ origins: [origin] }),
    });
    tokens.subscribe((event) => event.type === 'token-withheld' && withheld.push(event.origin));
    expect(await client.query(query)).toEqual({ viewer: 'stranger' });
    expect(stranger.requests).toHaveLength(1);
    expect(stranger.requests[0]?.headers.authorization).toBeUndefined();
    expect(withheld).toEqual([stranger.origin]);
    expect(api.issuedTokens).toHaveLength(0);
  });

  test('an API that sends the client elsewhere: the token stays behind', async () => {
    const stranger = await visitStranger();
    const { api, client } = await setStage(row);
    api.graphqlRespondsWith(misbehave.redirect(`${stranger.origin}/graphql`));
    await outcomeOf(client.query(query));
    expect(api.graphqlRequests[0]?.token).toBe(api.issuedTokens[0]);
    expect(secretsIn(stranger.requests, api.issuedTokens)).toEqual([]);
  });

  test.each(['authorization', 'Authorization', 'AUTHORIZATION'])(
    "the user's own %s header is replaced, not joined",
    async (name) => {
      const { api, client } = await setStage(row, { headers: { [name]: 'Bearer own' } });
      const options = can(row, 'operation headers') ? { headers: { authorization: 'Bearer own too' } } : {};
      await client.query(query);
      await client.query(query, options);
      api.revokeAll();
      await client.query(query, options);
      expect(api.graphqlRequests.map(({ headers }) => headers.authorization)).toEqual(
        [0, 0, 0, 1].map((index) => `Bearer ${api.issuedTokens[index]}`),
      );
    },
  );

  const troubles: readonly [string, Behaviour | null, Behaviour | null][] = [
    ['an API that refuses everything', misbehave.refuse('401 text'), null],
    ['an API that refuses everything as a GraphQL error', misbehave.refuse('200 data null and errors'), null],
    ['no token after a rejection', misbehave.refuse('401 JSON errors'), misbehave.oauthError(401, 'invalid_client')],
    ['a token endpoint that answers nonsense', misbehave.refuse('401 HTML'), misbehave.html()],
    ['a connection that is reset', misbehave.reset(), null],
    ['a response that breaks off', misbehave.cutOff(), null],
    ['a server error', misbehave.status(500), null],
  ];

  test.each(troubles)('%s: neither token nor secret is in the error or in an event', async (_, graphql, token) => {
    const { api, client, tokens } = await setStage(row, {
      fetchToken: ({ tokenEndpoint, clientId, clientSecret }) =>
        clientCredentials({ tokenEndpoint, clientId, clientSecret, scope: 'api' }),
      refresher: () => ({ timeoutMs: 100 }),
    });
    const events: unknown[] = [];
    tokens.subscribe((event) => events.push(event));
    await client.query(query);
    api.graphqlRespondsWith(graphql);
    api.tokenEndpointRespondsWith(token);
    const caught = [await caughtFrom(client.query(query)), await caughtFrom(client.query(query))];
    const secrets = [...api.issuedTokens, api.clientSecret];
    for (const error of caught) expect(secretsIn(error, secrets)).toEqual([]);
    expect(secretsIn(events, secrets)).toEqual([]);
  });
}
