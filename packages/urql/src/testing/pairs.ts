import * as core6 from '@urql/core';
import * as core5 from '@urql/core-5';
import { authExchange as authExchange3 } from '@urql/exchange-auth';
import { authExchange as authExchange2 } from '@urql/exchange-auth-2';
import * as graphcache9 from '@urql/exchange-graphcache';
import * as graphcache7 from '@urql/exchange-graphcache-7';
import { persistedExchange as persistedExchange5 } from '@urql/exchange-persisted';
import { persistedExchange as persistedExchange4 } from '@urql/exchange-persisted-4';
import { retryExchange as retryExchange2 } from '@urql/exchange-retry';
import { retryExchange as retryExchange1 } from '@urql/exchange-retry-1';

/** One major version of urql with the exchanges that belong to it. */
export interface Pair {
  readonly name: string;
  readonly core: typeof core6;
  readonly authExchange: typeof authExchange3;
  readonly graphcache: typeof graphcache9;
  readonly persistedExchange: typeof persistedExchange5;
  readonly retryExchange: typeof retryExchange2;
}

/** The majors' types are opaque to each other in places that no exchange touches. */
export const pairs: readonly Pair[] = [
  {
    name: '@urql/core 6',
    core: core6,
    authExchange: authExchange3,
    graphcache: graphcache9,
    persistedExchange: persistedExchange5,
    retryExchange: retryExchange2,
  },
  {
    name: '@urql/core 5',
    core: core5 as unknown as typeof core6,
    authExchange: authExchange2 as unknown as typeof authExchange3,
    graphcache: graphcache7 as unknown as typeof graphcache9,
    persistedExchange: persistedExchange4 as unknown as typeof persistedExchange5,
    retryExchange: retryExchange1 as unknown as typeof retryExchange2,
  },
];
