import { createHash } from 'node:crypto';
import type * as BatchHttp from '@apollo/client/link/batch-http';
import type * as ErrorHandling from '@apollo/client/link/error';
import type * as PersistedQueries from '@apollo/client/link/persisted-queries';
import type * as Retrying from '@apollo/client/link/retry';
import { misbehave } from '@token-refresher/test-support';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { setApolloStage } from './apollo-stage.ts';
import { type ApolloWithLink, apolloVersions, loadApollo } from './apollo-versions.ts';

const versions: ApolloWithLink[] = await Promise.all(apolloVersions.map(loadApollo));

describe.each(versions)('Apollo Client $version', (apollo) => {
  const { ApolloLink, Observable, gql } = apollo.core;
  const query = gql('query Viewer { viewer }');
  const data = { viewer: 'viewer' };
  const multipart = (...parts: object[]) => ({
    kind: 'response' as const,
    status: 200,
    headers: { 'content-type': 'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0' },
    body: `${parts.map((part) => `\r\n--graphql\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(part)}`).join('')}\r\n--graphql--\r\n`,
  });

  test('is the version that it says, and the link is made of its ApolloLink', async () => {
    const { auth, client } = await setApolloStage(apollo);
    expect(client(auth).version).toBe(apollo.version);
    expect(auth).toBeInstanceOf(ApolloLink);
  });

  describe('PersistedQueryLink', () => {
    const setStage = async () => {
      const { createPersistedQueryLink } = await apollo.entry<typeof PersistedQueries>('link/persisted-queries');
      const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
      return {
        ...(await setApolloStage(apollo)),
        persisted: createPersistedQueryLink({ sha256, useGETForHashedQueries: true }),
      };
    };
    const sends = (requests: readonly { method: string; body: string; url: string }[]) =>
      requests.map(
        ({ method, body, url }) => `${method} ${/query( |%20|\+)Viewer/.test(body + url) ? 'query' : 'hash'}`,
      );

    test.each(['before', 'behind'])('%s: one new token, hashes by GET, the whole query by POST', async (side) => {
      const { api, auth, http, client, persisted } = await setStage();
      const apolloClient = client(...(side === 'before' ? [persisted, auth, http] : [auth, persisted, http]));
      expect((await apolloClient.query({ query })).data).toEqual(data);
      expect(sends(api.graphqlRequests)).toEqual(['GET hash', 'GET hash', 'POST query']);
      expect(api.issuedTokens).toHaveLength(2);
    });

    test.each([
      ['before', ['GET hash', 'POST query', 'POST query']],
      ['behind', ['GET hash', 'POST query', 'GET hash', 'POST query']],
    ])('%s: refused at the whole query', async (side, expected) => {
      const { api, tokens, auth, http, client, persisted } = await setStage();
      tokens.invalidate(api.issuedTokens[0] ?? '');
      let count = 0;
      api.graphqlRespondsWith(() => (++count === 2 ? misbehave.refuse('401 text') : null));
      const apolloClient = client(...(side === 'before' ? [persisted, auth, http] : [auth, persisted, http]));
      expect((await apolloClient.query({ query })).data).toEqual(data);
      expect(sends(api.graphqlRequests)).toEqual(expected);
      expect(api.issuedTokens).toHaveLength(3);
    });
  });

  describe('RetryLink', () => {
    const setStage = async () => {
      const { RetryLink } = await apollo.entry<typeof Retrying>('link/retry');
      const retryIf = (error: unknown) => !apollo.TokenRefreshLink.handles(error);
      return { ...(await setApolloStage(apollo)), retry: new RetryLink({ attempts: { retryIf }, delay: () => 0 }) };
    };

    test.each(['before', 'behind'])('%s: a refusal is left to the token link, 503 is not', async (side) => {
      const { api, auth, http, client, retry } = await setStage();
      const apolloClient = client(...(side === 'before' ? [retry, auth, http] : [auth, retry, http]));
      expect((await apolloClient.query({ query })).data).toEqual(data);
      expect(api.graphqlRequests).toHaveLength(2);
      api.graphqlRespondsWith(misbehave.status(503), { times: 2 });
      expect((await apolloClient.query({ query, fetchPolicy: 'no-cache' })).data).toEqual(data);
      expect(api.graphqlRequests).toHaveLength(5);
      expect(api.issuedTokens).toHaveLength(2);
    });

    test.each(['before', 'behind'])('%s: an API that refuses everything gets two requests', async (side) => {
      const { api, auth, http, client, retry } = await setStage();
      api.refuseEverything(true);
      const apolloClient = client(...(side === 'before' ? [retry, auth, http] : [auth, retry, http]));
      await expect(apolloClient.query({ query })).rejects.toThrow();
      expect(api.graphqlRequests).toHaveLength(2);
      expect(api.issuedTokens).toHaveLength(2);
    });

    test('before, without the predicate, when no token can be obtained: one token request', async () => {
      const { RetryLink } = await apollo.entry<typeof Retrying>('link/retry');
      const { api, tokens, auth, http, client } = await setStage();
      tokens.close();
      await expect(client(new RetryLink({ delay: () => 0 }), auth, http).query({ query })).rejects.toThrow();
      expect(api.graphqlRequests).toHaveLength(0);
      expect(api.issuedTokens).toHaveLength(1);
    });
  });

  describe('ErrorLink', () => {
    test('before: it hears nothing of a refusal that was repaired; behind: it does', async () => {
      const { onError } = await apollo.entry<typeof ErrorHandling>('link/error');
      const { auth, http, client } = await setApolloStage(apollo);
      const heard: string[] = [];
      const before = onError(() => void heard.push('before'));
      const behind = onError(() => void heard.push('behind'));
      expect((await client(before, auth, behind, http).query({ query })).data).toEqual(data);
      expect(heard).toEqual(['behind']);
    });

    test('before: it hears of a refusal that lasts, once', async () => {
      const { onError } = await apollo.entry<typeof ErrorHandling>('link/error');
      const { api, auth, http, client } = await setApolloStage(apollo);
      api.refuseEverything(true);
      const heard: unknown[] = [];
      const before = onError((response) => void heard.push(response));
      await expect(client(before, auth, http).query({ query })).rejects.toThrow();
      expect(heard).toHaveLength(1);
    });
  });

  test('BatchHttpLink: three operations refused, one new token, one repeated batch of three', async () => {
    const { BatchHttpLink } = await apollo.entry<typeof BatchHttp>('link/batch-http');
    const { api, auth, client } = await setApolloStage(apollo);
    for (const shape of [
      '401 text',
      '401 JSON errors',
      '200 errors, one object even for a batch',
      '200 data null and errors',
    ] as const) {
      api.revokeAll();
      api.refuseWith(shape);
      api.resetLog();
      const issued = api.issuedTokens.length;
      const batching = client(auth, new BatchHttpLink({ uri: api.url, batchMax: 3 }));
      const queries = ['a', 'b', 'c'].map((text) => batching.query({ query: gql(`{ echo(text: "${text}") }`) }));
      const responses = await Promise.all(queries);
      expect(responses.map(({ data }) => data)).toEqual([{ echo: 'a' }, { echo: 'b' }, { echo: 'c' }]);
      expect(api.graphqlRequests.map(({ operations }) => operations.length)).toEqual([3, 3]);
      expect(api.issuedTokens).toHaveLength(issued + 1);
    }
  });

  test.each(['before', 'behind'])(
    '%s a split with a subscription link: events come through untouched',
    async (side) => {
      const { api, auth, http, client } = await setApolloStage(apollo);
      const subscriptions = new ApolloLink(
        () =>
          new Observable((observer) => {
            for (const viewer of ['a', 'b']) observer.next({ data: { viewer } });
            observer.complete();
          }),
      );
      const isSubscription = ({ query }: { query: { definitions: readonly object[] } }) =>
        query.definitions.some((definition) => 'operation' in definition && definition.operation === 'subscription');
      const apolloClient =
        side === 'before'
          ? client(auth, ApolloLink.split(isSubscription, subscriptions, http))
          : client(ApolloLink.split(isSubscription, subscriptions, auth.concat(http)));
      const events: unknown[] = [];
      await new Promise<void>((complete) => {
        const subscription = gql('subscription { viewer }');
        apolloClient.subscribe({ query: subscription }).subscribe({ next: ({ data }) => events.push(data), complete });
      });
      expect(events).toEqual([{ viewer: 'a' }, { viewer: 'b' }]);
      expect((await apolloClient.query({ query })).data).toEqual(data);
      expect(api.issuedTokens).toHaveLength(2);
    },
  );

  test.each([
    ['a protocol error', { payload: null, errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] }],
    ['an error in the first event', { payload: { data: null, errors: [{ message: 'Unauthorized' }] } }],
  ])('a multipart subscription that is refused by %s starts anew', async (_, refusal) => {
    const { api, auth, http, client } = await setApolloStage(apollo);
    const events = [{ payload: { data: { viewer: 'a' } } }, { payload: { data: { viewer: 'b' } } }];
    let count = 0;
    api.graphqlRespondsWith(() => (++count === 1 ? multipart(refusal) : multipart(...events)));
    const seen: unknown[] = [];
    await new Promise<void>((complete, reject) => {
      const subscription = gql('subscription { viewer }');
      const observer = { next: (event: object) => seen.push(event), error: reject, complete };
      client(auth, http).subscribe({ query: subscription }).subscribe(observer);
    });
    expect(seen).toMatchObject([{ data: { viewer: 'a' } }, { data: { viewer: 'b' } }]);
    expect(api.graphqlRequests.map(({ token }) => token)).toEqual(api.issuedTokens);
  });

  test('401 with data: a query is sent again; a mutation goes to the caller as without the link', async () => {
    const { api, auth, http, client } = await setApolloStage(apollo);
    const partly = misbehave.json(
      { data: { count: 1, deny: null }, errors: [{ message: 'Unauthorized', path: ['deny'] }] },
      401,
    );
    api.graphqlRespondsWith(partly, { times: 1 });
    expect((await client(auth, http).query({ query })).data).toEqual(data);
    expect(api.graphqlRequests).toHaveLength(2);
    api.graphqlRespondsWith(partly);
    const mutation = gql('mutation { count deny }');
    const outcome = (chain: (typeof auth)[]) =>
      client(...chain)
        .mutate({ mutation })
        .catch((error: Error) => [error.name, error.message]);
    expect(await outcome([auth, http])).toEqual(await outcome([http]));
    expect(api.graphqlRequests).toHaveLength(4);
  });

  test('the last link of a chain and a second one say what is wrong', async () => {
    // Apollo 4 warns, too.
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const { auth, http, client } = await setApolloStage(apollo);
    const place = 'Use one TokenRefreshLink per chain, before the terminating link.';
    await expect(client(auth).query({ query })).rejects.toThrow(place);
    await expect(client(auth, auth, http).query({ query })).rejects.toThrow(place);
  });
});
