import type * as Subscriptions from '@apollo/client/link/subscriptions';
import { createTokenRefresher } from '@token-refresher/core';
import { tokenInConnectionParams } from '@token-refresher/graphql-ws';
import { startLocalApi } from '@token-refresher/test-support';
import { type Client, createClient } from 'graphql-ws';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { type ApolloWithLink, apolloVersions, loadApollo } from './apollo-versions.ts';

const versions: ApolloWithLink[] = await Promise.all(apolloVersions.map(loadApollo));
type Link = InstanceType<ApolloWithLink['core']['ApolloLink']>;

describe.each(versions)('subscriptions over graphql-ws, Apollo Client $version', (apollo) => {
  const { ApolloClient, ApolloLink, InMemoryCache, Observable, gql } = apollo.core;
  const document = gql('subscription { EVM(network: eth) { DEXTrades { Transaction { Hash } } } }');

  /**
   * An API that revokes the first token before or when a socket has been opened with it, and a client of graphql-ws that
   * asks for one at each connect.
   */
  const setStage = async (revoked: 'before' | 'once connected') => {
    const api = await startLocalApi();
    onTestFinished(() => api.close());
    api.live.takeTokenFrom('connection_init');
    const tokens = createTokenRefresher(async () => ({ value: api.issueToken() }));
    onTestFinished(() => tokens.close());
    const socket = createClient({
      url: api.live.url,
      webSocketImpl: WebSocket,
      connectionParams: async () => ({ Authorization: `Bearer ${(await tokens.getToken()).value}` }),
      retryAttempts: 0,
      on: { connected: () => void (revoked === 'once connected' && api.issuedTokens.length === 1 && api.revokeAll()) },
    });
    onTestFinished(() => void socket.dispose());
    await tokens.getToken();
    if (revoked === 'before') api.revokeAll();
    return { api, tokens, socket, auth: new apollo.TokenRefreshLink(tokens) };
  };

  /** The first event of a subscription, or what it ended with. */
  const firstOf = (chain: Link[]) =>
    new Promise((resolve) => {
      const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from(chain) });
      onTestFinished(() => client.stop());
      const subscription = client.subscribe({ query: document, fetchPolicy: 'no-cache' }).subscribe({
        next: ({ data, error }: { data?: unknown; error?: unknown }) => resolve(data ?? error),
        error: resolve,
      });
      onTestFinished(() => subscription.unsubscribe());
    });

  const apolloLink = async (socket: Client): Promise<Link> => {
    const { GraphQLWsLink } = await apollo.entry<typeof Subscriptions>('link/subscriptions');
    return new GraphQLWsLink(socket);
  };
  /** What graphql-ws tells its sink, handed on as it is. */
  const plainLink = async (socket: Client): Promise<Link> =>
    new ApolloLink(
      () =>
        new Observable((observer) => socket.subscribe({ query: document.loc?.source.body ?? '' }, observer as never)),
    );

  const trades = { EVM: { DEXTrades: [{ Transaction: {} }] } };
  const links = [
    ['GraphQLWsLink', apolloLink],
    ['a link of the user’s own', plainLink],
  ] as const;

  const isRepaired = async (
    { api, socket, auth }: Awaited<ReturnType<typeof setStage>>,
    makeLink: typeof apolloLink,
  ) => {
    const first = firstOf([auth, await makeLink(socket)]);
    // A subscription that ends instead says why.
    await Promise.race([api.live.subscriptionsReached(1), first]);
    api.live.publish();
    expect(await first).toMatchObject(trades);
    expect(api.live.connects.map(({ token }) => token)).toEqual(api.issuedTokens);
    expect(api.issuedTokens).toHaveLength(2);
  };

  test.each(links)('%s: an operation that is refused by a message is repaired', async (_, makeLink) => {
    for (const shape of ['error', 'next'] as const) {
      const stage = await setStage('once connected');
      stage.api.live.checkOperations(shape);
      await isRepaired(stage, makeLink);
    }
  });

  test.each(links)('%s: a connect that is refused by a close code is repaired', async (_, makeLink) => {
    for (const code of [4401, 4403]) {
      const stage = await setStage('before');
      stage.api.live.refuseWith({ kind: 'close', code, reason: 'No', at: 'connection_init' });
      await isRepaired(stage, makeLink);
    }
  });

  test.each(links)('%s: other close codes cost no token', async (_, makeLink) => {
    const { api, socket, auth } = await setStage('before');
    api.live.refuseWith({ kind: 'close', code: 4400, reason: 'Bad', at: 'connection_init' });
    await firstOf([auth, await makeLink(socket)]);
    expect(api.live.connects).toHaveLength(1);
    expect(api.issuedTokens).toHaveLength(1);
  });

  test('a refusal that lasts ends the subscription after two connects', async () => {
    const { api, socket, auth } = await setStage('before');
    api.refuseEverything(true);
    expect(String(await firstOf([auth, await apolloLink(socket)]))).toContain('4403');
    expect(api.live.connects).toHaveLength(2);
  });

  test('a client that deals with refusals itself is left to it', async () => {
    const { api, tokens, auth } = await setStage('before');
    api.refuseEverything(true);
    const socket = createClient({
      url: api.live.url,
      ...tokenInConnectionParams(tokens, { webSocketImpl: WebSocket }),
    });
    onTestFinished(() => void socket.dispose());
    await firstOf([auth, await apolloLink(socket)]);
    expect(api.live.connects).toHaveLength(2);
  });
});
