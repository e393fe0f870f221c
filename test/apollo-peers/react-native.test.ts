import { createTokenRefresher } from '@token-refresher/core';
import { createGate, misbehave, startLocalApi } from '@token-refresher/test-support';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { imitateReactNative } from '../fetches/react-native.ts';
import { type ApolloWithLink, apolloVersions, loadApollo } from './apollo-versions.ts';

const versions: ApolloWithLink[] = await Promise.all(apolloVersions.map(loadApollo));

beforeAll(imitateReactNative);

test('its signals have neither throwIfAborted nor reason, and there is no AbortSignal.any', () => {
  const controller = new AbortController();
  controller.abort(new Error('left'));
  expect(controller.signal.aborted).toBe(true);
  expect([controller.signal.throwIfAborted, controller.signal.reason, AbortSignal.any]).toEqual(Array(3));
});

describe.each(versions)('with what React Native has, Apollo Client $version', (apollo) => {
  const { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } = apollo.core;
  const query = gql('query Viewer { viewer }');

  const setStage = async () => {
    const api = await startLocalApi();
    onTestFinished(() => api.close());
    const gate = createGate();
    gate.release();
    const tokens = createTokenRefresher(
      async () => {
        await gate.pass();
        return { value: api.issueToken() };
      },
      { origins: [api.origin] },
    );
    onTestFinished(() => tokens.close());
    const uri = api.url;
    const link = ApolloLink.from([new apollo.TokenRefreshLink(tokens, { uri }), new HttpLink({ uri })]);
    const client = new ApolloClient({ cache: new InMemoryCache(), link });
    onTestFinished(() => client.stop());
    const ask = (signal?: AbortSignal) => {
      const context = { queryDeduplication: false, ...(signal && { fetchOptions: { signal } }) };
      return client.query({ query, context, fetchPolicy: 'no-cache' });
    };
    return { api, tokens, gate, client, ask };
  };

  test('operations go out with a token, and once more with a new one', async () => {
    const { api, ask } = await setStage();
    expect((await ask()).data).toEqual({ viewer: 'viewer' });
    api.revokeAll();
    expect((await Promise.all([ask(new AbortController().signal), ask()])).map(({ data }) => data)).toEqual([
      { viewer: 'viewer' },
      { viewer: 'viewer' },
    ]);
    expect(api.issuedTokens).toHaveLength(2);
  });

  test('a caller that aborts while a token is awaited sends nothing, and others get theirs', async () => {
    const { api, gate, ask } = await setStage();
    gate.shut();
    const leaving = new AbortController();
    const left = ask(leaving.signal);
    left.catch(() => {});
    const stays = ask();
    await gate.waitFor(1);
    leaving.abort();
    await expect(left).rejects.toThrow('The operation was aborted.');
    gate.release();
    expect((await stays).data).toEqual({ viewer: 'viewer' });
    expect(api.graphqlRequests).toHaveLength(1);
    expect(api.issuedTokens).toHaveLength(1);
  });

  test('one that had aborted before sends nothing', async () => {
    const { api, tokens, ask } = await setStage();
    const left = new AbortController();
    left.abort();
    await expect(ask(left.signal)).rejects.toThrow('The operation was aborted.');
    await tokens.getToken();
    await expect(ask(left.signal)).rejects.toThrow('The operation was aborted.');
    expect(api.graphqlRequests).toHaveLength(0);
  });

  test('one that unsubscribes while its request is under way gives it up', async () => {
    const { api, client } = await setStage();
    api.graphqlRespondsWith(misbehave.hang());
    const subscription = client.watchQuery({ query }).subscribe({});
    await api.graphqlRequestsReached(1);
    subscription.unsubscribe();
    await api.graphqlRequests[0]?.finished;
    expect(api.graphqlRequests[0]?.abortedByClient).toBe(true);
  });
});
