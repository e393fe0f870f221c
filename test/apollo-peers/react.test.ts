import { join } from 'node:path';
import type { ApolloClient, DocumentNode } from '@apollo/client/core';
import type * as ApolloReact from '@apollo/client/react';
import type * as Ssr from '@apollo/client/react/ssr';
import { createTokenRefresher } from '@token-refresher/core';
import { startLocalApi } from '@token-refresher/test-support';
import { Window } from 'happy-dom';
import { createElement, type FunctionComponent, StrictMode, Suspense, useEffect } from 'react';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { setApolloStage } from './apollo-stage.ts';
import { loadApollo } from './apollo-versions.ts';

beforeAll(() => {
  const window = new Window();
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', window.document);
  return async () => {
    await window.happyDOM.close();
    vi.unstubAllGlobals();
  };
});

const versions = await Promise.all((['3.14.1', '4.3.8'] as const).map(loadApollo));

describe.each(versions)('React with Apollo Client $version', (apollo) => {
  const { gql } = apollo.core;
  const react = () => apollo.entry<typeof ApolloReact>('react');
  const query = gql('query Viewer { viewer }');

  /** Renders under StrictMode until a component shows its data, and returns all that the components showed. */
  const show = async (client: ApolloClient, components: ((shown: (state: string) => void) => FunctionComponent)[]) => {
    const { createRoot } = await import('react-dom/client');
    const { ApolloProvider } = await react();
    const shown: string[] = [];
    let left = components.length;
    await new Promise<void>((resolve, reject) => {
      const root = createRoot(document.createElement('div'), { onUncaughtError: reject });
      const see = (state: string) => {
        shown.push(state);
        if (state.startsWith('data') && --left === 0) resolve();
      };
      const elements = components.map((make, key) => createElement(make(see), { key }));
      const suspense = createElement(Suspense, { fallback: null }, elements);
      root.render(createElement(StrictMode, null, createElement(ApolloProvider, { client, children: suspense })));
      onTestFinished(() => root.unmount());
    });
    return new Set(shown);
  };

  const withUseQuery = async (document: DocumentNode) => {
    const { useQuery } = await react();
    return (shown: (state: string) => void) => () => {
      const { data, error, loading } = useQuery(document);
      const state = error ? `error ${error.message}` : loading ? 'loading' : `data ${JSON.stringify(data)}`;
      useEffect(() => shown(state), [state]);
      return null;
    };
  };
  const withUseSuspenseQuery = async (document: DocumentNode) => {
    const { useSuspenseQuery } = await react();
    return (shown: (state: string) => void) => () => {
      const { data, error } = useSuspenseQuery(document);
      const state = error ? `error ${error.message}` : `data ${JSON.stringify(data)}`;
      useEffect(() => shown(state), [state]);
      return null;
    };
  };

  test.each([
    ['useQuery', withUseQuery, ['loading', 'data {"viewer":"viewer"}']],
    ['useSuspenseQuery', withUseSuspenseQuery, ['data {"viewer":"viewer"}']],
  ])('%s with a revoked token: one new token, and never an error', async (_, hook, expected) => {
    const { api, auth, http, client } = await setApolloStage(apollo);
    expect([...(await show(client(auth, http), [await hook(query)]))]).toEqual(expected);
    expect(api.issuedTokens).toHaveLength(2);
  });

  test('several components at once share one new token', async () => {
    const { api, auth, http, client } = await setApolloStage(apollo);
    const echo = (text: string) => gql(`query Echo${text} { echo(text: "${text}") }`);
    const components = [withUseQuery(query), withUseQuery(echo('A')), withUseSuspenseQuery(echo('B'))];
    const shown = await show(client(auth, http), await Promise.all(components));
    expect([...shown].filter((state) => state.startsWith('error'))).toEqual([]);
    expect(api.issuedTokens).toHaveLength(2);
    expect(api.executions).toMatchObject({ viewer: 1, echo: 2 });
  });

  test('two server requests side by side, each with its own refresher: neither sees the other token', async () => {
    const { getDataFromTree } = await apollo.entry<typeof Ssr>(join('react', 'ssr'));
    const { ApolloProvider } = await react();
    const api = await startLocalApi();
    onTestFinished(() => api.close());
    const render = async (user: string) => {
      const tokens = createTokenRefresher(async () => ({ value: api.issueToken() }));
      const before = (await tokens.getToken()).value;
      api.revoke(before);
      const { ApolloClient, ApolloLink, HttpLink, InMemoryCache } = apollo.core;
      const link = ApolloLink.from([
        new apollo.TokenRefreshLink(tokens),
        new HttpLink({ uri: api.url, headers: { user } }),
      ]);
      const client = new ApolloClient({
        cache: new InMemoryCache(),
        link,
        ssrMode: true,
        devtools: { enabled: false },
      });
      onTestFinished(() => client.stop());
      const shown: string[] = [];
      const component = (await withUseQuery(query))((state) => shown.push(state));
      await getDataFromTree(createElement(ApolloProvider, { client, children: createElement(component) }));
      expect(client.extract()).toMatchObject({ ROOT_QUERY: { viewer: 'viewer' } });
      return [before, (await tokens.getToken()).value];
    };
    const users = ['ann', 'bob'];
    const used = await Promise.all(users.map(render));
    const sentBy = (user: string) => api.graphqlRequests.filter(({ headers }) => headers.user === user);
    expect(users.map((user) => sentBy(user).map(({ token }) => token))).toEqual(used);
    expect(new Set(used.flat()).size).toBe(4);
  });
});
