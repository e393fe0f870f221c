import type * as BatchHttp from '@apollo/client/link/batch-http';
import type * as SettingContext from '@apollo/client/link/context';
import type * as Retrying from '@apollo/client/link/retry';
import { createTokenRefresher } from '@token-refresher/core';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ApolloWithLink, loadApollo } from './apollo-versions.ts';

const versions: ApolloWithLink[] = await Promise.all((['3.8.0', '4.3.8'] as const).map(loadApollo));
type Link = InstanceType<ApolloWithLink['core']['ApolloLink']>;

const origins = [
  'https://api.example.com',
  'https://xn--bcher-kva.example:8443',
  'http://127.0.0.1:4000',
  'http://[::1]:4000',
];
const page = 'https://app.example.com/shop/cart';

/** Addresses as people write them, and as nobody should. */
const addresses = [
  ...['https://', 'HTTPS:', 'https:\\\\', 'http://', 'wss://', '//', '/\\'].flatMap((start) =>
    [
      'api.example.com',
      'API.Example.COM',
      'api.example.com.',
      'api.example.com:443',
      'api.example.com:444',
      'api.example.com.evil.test',
      'api.example.com@evil.test',
      'evil.test#api.example.com',
      'evil.test\\@api.example.com',
      'user:secret@api.example.com',
      'evil.test:secret@api.example.com',
      'api.example.com\t.evil.test',
      'api%2eexample.com',
      'bücher.example:8443',
      '127.1:4000',
      '0x7f000001:4000',
      '[::1]:4000',
      '[::ffff:127.0.0.1]:4000',
      'localhost:4000',
    ].map((host) => `${start}${host}/graphql`),
  ),
  ...[
    'graphql',
    '/graphql',
    '?a',
    '#a',
    '../graphql',
    '.',
    ' https://api.example.com/graphql ',
    'data:,x',
    'javascript:0',
  ],
  ...['not a url:', 'http://', 'https://[', 'blob:https://api.example.com/1', 'file:///api.example.com', 'about:blank'],
];

describe.each(versions)('Apollo Client $version', (apollo) => {
  const { ApolloLink, gql } = apollo.core;
  const query = gql('query Viewer { viewer }');

  const load = async () => {
    const { RetryLink } = await apollo.entry<typeof Retrying>('link/retry');
    const { BatchHttpLink } = await apollo.entry<typeof BatchHttp>('link/batch-http');
    const { setContext } = await apollo.entry<typeof SettingContext>('link/context');
    return { RetryLink, BatchHttpLink, setContext };
  };

  /** Sends an operation in each way in which a chain can be told an address; returns where the token went. */
  const sendEachWay = async (
    address: string,
    { RetryLink, BatchHttpLink, setContext }: Awaited<ReturnType<typeof load>>,
  ) => {
    const tokens = createTokenRefresher(async () => ({ value: 'canary' }), { origins });
    const known = 'https://api.example.com/graphql';
    const carriers: string[] = [];
    const fetch = async (input: unknown, init?: { headers?: unknown }) => {
      if (JSON.stringify(init?.headers).includes('canary')) carriers.push(String(input));
      return Response.json({ data: { viewer: 'a' } });
    };
    const busy = () => {
      let isFirst = true;
      return async (input: unknown, init?: { headers?: unknown }) => {
        const response = await fetch(input, init);
        if (!isFirst) return response;
        isFirst = false;
        return new Response('busy', { status: 503 });
      };
    };
    const http = (uri: string | (() => string) = known) => new apollo.core.HttpLink({ uri, fetch });
    const fixed = new apollo.TokenRefreshLink(tokens, { uri: known });
    const behind = setContext((_, { headers }) => ({ uri: address, headers: { ...headers } }));
    const failover = new RetryLink({
      delay: () => 0,
      attempts: (count, operation) => {
        operation.setContext({ uri: address });
        return count < 2;
      },
    });
    const ways: [chain: Link[], context?: object][] = [
      [[new apollo.TokenRefreshLink(tokens, { uri: address }), http(address)]],
      [[new apollo.TokenRefreshLink(tokens, { uri: () => address }), http(() => address)]],
      [[fixed, http(() => address)]],
      [[fixed, http()], { uri: address }],
      [[fixed, http()], { uri: { toString: () => address } }],
      [[fixed, new apollo.core.HttpLink({ fetch, useGETForQueries: true })], { uri: address }],
      [[fixed, new BatchHttpLink({ uri: () => address, fetch, batchMax: 1 })]],
      [[fixed, new BatchHttpLink({ fetch, batchMax: 1 })], { uri: address }],
      [[fixed, behind, http()]],
      [[fixed, ApolloLink.split(() => true, behind.concat(http(address)), http())]],
      [[failover, fixed, new apollo.core.HttpLink({ uri: known, fetch: busy() })]],
      [[fixed, failover, new apollo.core.HttpLink({ uri: known, fetch: busy() })]],
    ];
    await Promise.all(
      ways.map(async ([chain, context = {}]) => {
        const link = ApolloLink.from(chain);
        const client = new apollo.core.ApolloClient({ cache: new apollo.core.InMemoryCache(), link });
        await client.query({ query, context, fetchPolicy: 'no-cache' }).catch(() => {});
        client.stop();
      }),
    );
    return carriers;
  };

  test.each([
    ['in a page whose <base> leads elsewhere', page, 'https://evil.test/'],
    ['outside a page', undefined, undefined],
  ])(
    '%s, no address takes the token where it was not meant to go',
    async (_, location, baseURI) => {
      vi.stubGlobal('location', location && { href: location });
      vi.stubGlobal('document', baseURI && { baseURI });
      onTestFinished(() => void vi.unstubAllGlobals());
      const links = await load();
      const carriers = await Promise.all(addresses.map((address) => sendEachWay(address, links)));
      // `https:` stands for `wss:` too, to which no HTTP link sends anything.
      const seen = new Set(carriers.flat().map((url) => new URL(url.replace(/^ws/, 'http')).origin));
      expect([...seen].sort()).toEqual([...origins].sort());
    },
    60_000,
  );
});
