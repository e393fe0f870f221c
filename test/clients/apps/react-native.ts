import { tokenRefreshMiddleware } from '@token-refresher/graphql-request';
import { AbortController as OlderAbortController } from 'abort-controller';
import { GraphQLClient } from 'graphql-request';
import { fetchOfReactNative as fetch } from '../../fetches/foreign-fetches.ts';
import { type ClientApp, query } from '../client-app.ts';

export const reactNative: ClientApp = {
  name: 'graphql-request with what React Native has',
  by: 'graphql-request',
  packages: ['graphql-request', 'whatwg-fetch', 'abort-controller'],
  start({ url, tokens }) {
    const client = new GraphQLClient(url, tokenRefreshMiddleware(tokens, { fetch }));
    return {
      show: () => client.request({ document: query, signal: new OlderAbortController().signal as AbortSignal }),
    };
  },
};
