import { createTokenRefresher, TokenRequestError } from '@token-refresher/core';
import { startLocalApi } from '@token-refresher/test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ApolloWithLink, apolloVersions, loadApollo } from './apollo-versions.ts';

const versions: ApolloWithLink[] = await Promise.all(apolloVersions.map(loadApollo));

describe.each(versions)('guests, Apollo Client $version', (apollo) => {
  test('one refresher and one client: signed out, in, out, and in as somebody else', async () => {
    const { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } = apollo.core;
    const api = await startLocalApi();
    onTestFinished(() => api.close());
    let user: string | undefined;
    let asked = 0;
    const tokens = createTokenRefresher(
      async () => {
        asked++;
        if (user) return { value: user };
        throw new TokenRequestError('Nobody is signed in.', { code: 'signed_out' });
      },
      { origins: [api.origin] },
    );
    onTestFinished(() => tokens.close());
    const uri = api.url;
    const link = ApolloLink.from([new apollo.TokenRefreshLink(tokens, { uri }), new HttpLink({ uri })]);
    const client = new ApolloClient({ cache: new InMemoryCache(), link });
    onTestFinished(() => client.stop());
    const ask = async () => {
      api.resetLog();
      const query = gql('{ viewer }');
      const headers = { authorization: 'Guest', 'x-app': 'a' };
      await client.query({ query, context: { headers }, fetchPolicy: 'no-cache' }).catch(() => {});
      return api.graphqlRequests.map(({ headers }) => headers.authorization);
    };

    // The API refuses guests, and the source is asked whether that is still so: within the budget, and then no more.
    for (let call = 0; call < 20; call++) expect(await ask()).toEqual(['Guest']);
    expect(asked).toBeLessThanOrEqual(1 + 5);
    user = api.issueToken();
    tokens.reset();
    expect(await ask()).toEqual([`Bearer ${user}`]);
    user = undefined;
    tokens.reset();
    expect(await ask()).toEqual(['Guest']);
    user = api.issueToken();
    tokens.reset();
    expect(await ask()).toEqual([`Bearer ${user}`]);
  });
});
