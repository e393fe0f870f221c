import type * as BatchHttp from '@apollo/client/link/batch-http';
import type * as SettingContext from '@apollo/client/link/context';
import type * as Retrying from '@apollo/client/link/retry';
import { createTokenRefresher, type TokenEvent } from '@token-refresher/core';
import { misbehave, startLocalApi, startStranger } from '@token-refresher/test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ApolloWithLink, apolloVersions, loadApollo } from './apollo-versions.ts';

const versions: ApolloWithLink[] = await Promise.all(apolloVersions.map(loadApollo));
type Link = InstanceType<ApolloWithLink['core']['ApolloLink']>;
type Context = Readonly<Record<string, unknown>>;

describe.each(versions)('with origins named, Apollo Client $version', (apollo) => {
  const { ApolloLink, HttpLink, gql } = apollo.core;
  const query = gql('query Viewer { viewer }');

  const setStage = async () => {
    const api = await startLocalApi();
    const stranger = await startStranger();
    const tokens = createTokenRefresher(async () => ({ value: api.issueToken() }), { origins: [api.origin] });
    const withheld: string[] = [];
    tokens.subscribe((event: TokenEvent) => event.type === 'token-withheld' && withheld.push(event.origin));
    onTestFinished(async () => {
      tokens.close();
      await Promise.all([api.close(), stranger.close()]);
    });
    const elsewhere = `${stranger.origin}/graphql`;
    const ask = async (chain: Link[], context: Context = {}) => {
      const link = ApolloLink.from(chain);
      const client = new apollo.core.ApolloClient({ cache: new apollo.core.InMemoryCache(), link });
      onTestFinished(() => client.stop());
      return client.query({ query, context: { ...context }, fetchPolicy: 'no-cache' }).catch((error: Error) => error);
    };
    /** Where requests went, and with which token. */
    const sent = () => [
      ...api.graphqlRequests.map(({ token }) => `API ${api.issuedTokens.indexOf(token ?? '') + 1 || 'without'}`),
      ...stranger.requests.map(({ headers }) => `stranger ${headers.authorization ?? 'without'}`),
    ];
    const auth = new apollo.TokenRefreshLink(tokens, { uri: api.url });
    return { api, stranger, tokens, withheld, elsewhere, ask, sent, auth };
  };

  /** RetryLink that goes on elsewhere, as a failover does. */
  const failover = async (context: Context) => {
    const { RetryLink } = await apollo.entry<typeof Retrying>('link/retry');
    return new RetryLink({
      delay: () => 0,
      attempts: (count, operation) => {
        operation.setContext({ ...context });
        return count < 2;
      },
    });
  };
  const setContext = async (context: (before: Context) => Context) => {
    const entry = await apollo.entry<typeof SettingContext>('link/context');
    return entry.setContext((_, before) => ({ ...context(before) }));
  };

  test.each(['HttpLink', 'BatchHttpLink'])('a function as uri of %s counts for nothing', async (name) => {
    const { BatchHttpLink } = await apollo.entry<typeof BatchHttp>('link/batch-http');
    const { auth, elsewhere, ask, sent } = await setStage();
    const options = { uri: () => elsewhere };
    await ask([auth, name === 'HttpLink' ? new HttpLink(options) : new BatchHttpLink(options)]);
    expect(sent()).toEqual(['API 1']);
  });

  test('nor does a split behind that leads to an HttpLink with another uri', async () => {
    const { auth, elsewhere, ask, sent } = await setStage();
    await ask([auth, ApolloLink.split(() => true, new HttpLink({ uri: elsewhere }), new HttpLink())]);
    expect(sent()).toEqual(['API 1']);
  });

  test('a function as uri of the link decides for each operation, and is asked again when it is repeated', async () => {
    const { api, tokens, elsewhere, ask, sent, withheld, stranger } = await setStage();
    const uris = [api.url, elsewhere];
    const link = new apollo.TokenRefreshLink(tokens, { uri: () => uris.shift() ?? 'none' });
    api.graphqlRespondsWith(misbehave.status(503));
    await ask([await failover({}), link, new HttpLink({ uri: 'https://never.example' })]);
    expect(sent()).toEqual(['API 1', 'stranger without']);
    expect(withheld).toEqual([stranger.origin]);
  });

  test.each([
    ['the operation', {}],
    ['the operation, which has opted out', { tokenRefresh: false }],
    ['the operation, with headers of its own', { headers: { 'x-app': 'a' } }],
  ])('a RetryLink before that goes on elsewhere with %s: the token stays behind', async (_, context) => {
    const { api, auth, elsewhere, ask, sent } = await setStage();
    api.graphqlRespondsWith(misbehave.status(503));
    await ask([await failover({ uri: elsewhere, ...context }), auth, new HttpLink({ uri: api.url })]);
    expect(sent()).toEqual(['API 1', 'stranger without']);
  });

  test('so it does if a link behind has copied all headers, and if the operation was repeated with a new token', async () => {
    const { api, auth, elsewhere, ask, sent } = await setStage();
    let count = 0;
    api.graphqlRespondsWith(() => (++count === 1 ? misbehave.refuse('401 text') : misbehave.status(503)));
    const copying = await setContext((before) => ({ ...before, headers: { ...Object(before.headers), 'x-app': 'a' } }));
    await ask([await failover({ uri: elsewhere }), auth, copying, new HttpLink({ uri: api.url })]);
    expect(sent()).toEqual(['API 1', 'API 2', 'stranger without']);
  });

  test.each(['at once', 'after it has copied the headers', 'behind another that has'])(
    'a link behind that sets context.uri %s: the token stays behind, which an event tells',
    async (when) => {
      const { api, stranger, auth, elsewhere, ask, sent, withheld } = await setStage();
      const copying = await setContext(({ headers }) => ({ headers: { ...Object(headers), 'x-app': 'a' } }));
      const leading = await setContext(({ headers }) => ({
        uri: elsewhere,
        ...(when.startsWith('after') && { headers: { ...Object(headers) } }),
      }));
      await ask([auth, ...(when.startsWith('behind') ? [copying] : []), leading, new HttpLink({ uri: api.url })]);
      expect(sent()).toEqual(['stranger without']);
      expect(withheld).toEqual([stranger.origin]);
    },
  );

  test('what it answers there says nothing about the token', async () => {
    const { api, auth, ask, sent, tokens } = await setStage();
    const other = await startLocalApi();
    onTestFinished(() => other.close());
    other.refuseEverything(true);
    await ask([auth, await setContext(() => ({ uri: other.url })), new HttpLink({ uri: api.url })]);
    expect(other.graphqlRequests.map(({ token }) => token)).toEqual([undefined]);
    expect(sent()).toEqual([]);
    expect(tokens.peek()?.value).toBe(api.issuedTokens[0]);
    expect(api.issuedTokens).toHaveLength(1);
  });

  test.each(['', null, 0, false, Number.NaN, undefined])('a context.uri of %o counts for nothing', async (uri) => {
    const { auth, elsewhere, ask, sent } = await setStage();
    await ask([auth, new HttpLink({ uri: () => elsewhere })], { uri });
    expect(sent()).toEqual(['API 1']);
  });

  test('what was checked is what is sent to: objects that change in between', async () => {
    const { api, tokens, elsewhere, ask, sent } = await setStage();
    const uri = new URL(api.url);
    const link = new apollo.TokenRefreshLink(tokens, { uri });
    uri.href = elsewhere;
    const http = new HttpLink({ uri: api.url });
    await ask([link, http]);
    let asked = 0;
    await ask([link, http], { uri: { toString: () => (++asked === 1 ? api.url : elsewhere) } });
    expect(sent()).toEqual(['API 1', 'API 1']);
  });

  test('a redirect to another origin: its 401 says nothing about the token', async () => {
    const { api, auth, ask, sent } = await setStage();
    const other = await startLocalApi();
    onTestFinished(() => other.close());
    api.graphqlRespondsWith(misbehave.redirect(other.url), { times: 1 });
    await ask([auth, new HttpLink()]);
    expect(other.graphqlRequests.map(({ token }) => token)).toEqual([undefined]);
    expect(sent()).toEqual(['API 1']);
    expect(api.issuedTokens).toHaveLength(1);
    api.graphqlRespondsWith(misbehave.redirect(`${api.url}?moved`), { times: 1 });
    api.revokeAll();
    await ask([auth, new HttpLink()]);
    expect(sent()).toEqual(['API 1', 'API 1', 'API 1', 'API 2']);
  });

  test('without a uri there is no link', async () => {
    const { tokens } = await setStage();
    expect(() => new apollo.TokenRefreshLink(tokens)).toThrow('TokenRefreshLink: option "uri" is missing');
  });
});
