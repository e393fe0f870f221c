import { createTokenRefresher, TokenRequestError } from '@token-refresher/core';
import { type Behaviour, type LocalApi, misbehave, startLocalApi } from '@token-refresher/test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ApolloWithLink, apolloVersions, loadApollo } from './apollo-versions.ts';

const versions: ApolloWithLink[] = await Promise.all(apolloVersions.map(loadApollo));
const policies = ['none', 'all', 'ignore'] as const;

const partly = (code: string, status?: number) =>
  misbehave.json(
    { data: { viewer: 'viewer', count: null }, errors: [{ message: 'No', path: ['count'], extensions: { code } }] },
    status,
  );
const part = partly('UNAUTHENTICATED');
const otherPart = partly('NOT_FOUND');

describe.each(versions)('a query that is answered in part, Apollo Client $version', (apollo) => {
  const { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } = apollo.core;

  const setStage = async (...responses: (Behaviour | null)[]) => {
    const api = await startLocalApi();
    onTestFinished(() => api.close());
    respond(api, responses);
    let denied = false;
    const tokens = createTokenRefresher(async () => {
      if (denied) throw new TokenRequestError('No.', { code: 'invalid_client', permanent: true });
      return { value: api.issueToken() };
    });
    onTestFinished(() => tokens.close());
    const auth = new apollo.TokenRefreshLink(tokens, { uri: api.url });
    return { api, auth, tokens, deny: () => (denied = true) };
  };
  const respond = (api: LocalApi, responses: (Behaviour | null)[]) => {
    const left = [...responses];
    api.graphqlRespondsWith(() => left.shift() ?? null);
  };

  /** How the query ends for its caller. */
  const ask = async (
    api: LocalApi,
    auth: InstanceType<typeof ApolloLink>[],
    errorPolicy: (typeof policies)[number],
    signal?: AbortSignal,
  ) => {
    const link = ApolloLink.from([...auth, new HttpLink({ uri: api.url })]);
    const client = new ApolloClient({ cache: new InMemoryCache(), link });
    onTestFinished(() => client.stop());
    const query = gql('query Both { viewer count: viewer }');
    const context = signal ? { fetchOptions: { signal } } : {};
    try {
      const { data, error, errors } = (await client.query({ query, errorPolicy, context })) as unknown as {
        data: unknown;
        error?: Error;
        errors?: Error[];
      };
      return { data, said: [...(errors ?? []), ...(error ? [error] : [])].map(({ message }) => message) };
    } catch (error) {
      const { name, message } = error as Error;
      return { name, message };
    }
  };

  test.each(policies)('errorPolicy %s: it is sent again once, and the whole is delivered', async (policy) => {
    const { api, auth } = await setStage(part);
    expect(await ask(api, [auth], policy)).toEqual({ data: { viewer: 'viewer', count: 'viewer' }, said: [] });
    expect(api.graphqlRequests.map(({ token }) => token)).toEqual(api.issuedTokens);
    expect(api.issuedTokens).toHaveLength(2);
  });

  const seconds: [string, Behaviour][] = [
    ['a part again', part],
    ['HTTP 401', misbehave.refuse('401 text')],
    ['HTTP 503', misbehave.status(503)],
    ['errors without data', misbehave.refuse('200 data null and errors')],
    ['a connection that is reset', misbehave.reset()],
    ['a page', misbehave.html()],
  ];
  test.each(policies.flatMap((policy) => seconds.map(([name, second]) => [policy, name, second] as const)))(
    'errorPolicy %s, then %s: the part is delivered as without the link',
    async (policy, _, second) => {
      const { api, auth } = await setStage(part, second);
      const outcome = await ask(api, [auth], policy);
      expect(api.graphqlRequests).toHaveLength(2);
      respond(api, [part]);
      expect(outcome).toEqual(await ask(api, [], policy));
    },
  );

  test.each(policies)('errorPolicy %s: another part that the second send brings is delivered', async (policy) => {
    const { api, auth } = await setStage(part, otherPart);
    const outcome = await ask(api, [auth], policy);
    respond(api, [otherPart]);
    expect(outcome).toEqual(await ask(api, [], policy));
  });

  test.each(policies)('errorPolicy %s: without a new token the part is delivered', async (policy) => {
    const { api, auth, tokens, deny } = await setStage(part);
    await tokens.getToken();
    deny();
    const outcome = await ask(api, [auth], policy);
    respond(api, [part]);
    expect(outcome).toEqual(await ask(api, [], policy));
    expect(outcome).not.toMatchObject({ name: 'TokenRequestError' });
  });

  test('HTTP 401 with data, then HTTP 503: what is delivered is what the 401 would have been without the link', async () => {
    const denied = partly('UNAUTHENTICATED', 401);
    for (const policy of policies) {
      const { api, auth } = await setStage(denied, misbehave.status(503));
      const outcome = await ask(api, [auth], policy);
      expect(api.graphqlRequests).toHaveLength(2);
      respond(api, [denied]);
      expect(outcome).toEqual(await ask(api, [], policy));
    }
  });

  test('a caller that leaves during the second send gets its own reason, not the part', async () => {
    const { api, auth } = await setStage(part, misbehave.hang());
    const leaving = new AbortController();
    const outcome = ask(api, [auth], 'all', leaving.signal);
    await api.graphqlRequestsReached(2);
    leaving.abort();
    expect(await outcome).not.toHaveProperty('data.viewer');
  });

  test('a mutation is not sent again', async () => {
    const { api, auth } = await setStage(part);
    const link = ApolloLink.from([auth, new HttpLink({ uri: api.url })]);
    const client = new ApolloClient({ cache: new InMemoryCache(), link });
    onTestFinished(() => client.stop());
    await client.mutate({ mutation: gql('mutation { viewer: count count }'), errorPolicy: 'all' });
    expect(api.graphqlRequests).toHaveLength(1);
  });
});
