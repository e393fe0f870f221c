import { tokenRefreshAuth, tokenRefreshExchange } from '@token-refresher/urql';
import * as core6 from '@urql/core';
import * as core5 from '@urql/core-5';
import { authExchange as authExchange3 } from '@urql/exchange-auth';
import { authExchange as authExchange2 } from '@urql/exchange-auth-2';
import type { ClientSetup, ContractClient, ContractRow } from '../contract-client.ts';

type Core = typeof core6;
type AddExchange = (setup: ClientSetup) => core6.Exchange;

const exchange: AddExchange = ({ tokens }) => tokenRefreshExchange(tokens);
const config =
  (authExchange: typeof authExchange3): AddExchange =>
  ({ tokens, url }) =>
    authExchange(tokenRefreshAuth(tokens, { origins: [new URL(url).origin] }));

// The adapter's types follow the one version that an application has installed; here there are two.
const older = { core: core5 as unknown as Core, authExchange: authExchange2 as unknown as typeof authExchange3 };

/** urql in both major versions, with the exchange, and with the config for `@urql/exchange-auth`. */
export const urql: readonly ContractRow[] = [
  row('@urql/core 6.0.3', core6, exchange),
  row('@urql/core 5.2.0', older.core, exchange),
  row('@urql/core 6.0.3 with authExchange 3.0.0', core6, config(authExchange3)),
  row('@urql/core 5.2.0 with authExchange 2.2.1', older.core, config(older.authExchange)),
];

function row(name: string, core: Core, addExchange: AddExchange): ContractRow {
  return {
    name,
    cannot: ['batch'],
    blindTo: [],
    create(setup) {
      const { url, fetch, headers = {} } = setup;
      const exchanges = [addExchange(setup), core.fetchExchange];
      return clientOf(core, core.createClient({ url, exchanges, ...(fetch && { fetch }) }), headers);
    },
    createPlain: ({ url, token }) =>
      clientOf(core, core.createClient({ url, exchanges: [core.fetchExchange] }), { authorization: `Bearer ${token}` }),
    tokenErrorIn: (caught) => (caught as core6.CombinedError).networkError,
    statusOfResponse: (response) => (response as Response).status,
  };
}

function clientOf(core: Core, client: core6.Client, ownHeaders: Readonly<Record<string, string>>): ContractClient {
  let calls = 0;
  const operate =
    (kind: 'executeQuery' | 'executeMutation'): ContractClient['query'] =>
    (document, { variables = {}, signal, headers, ...own } = {}) =>
      new Promise((resolve, reject) => {
        // React Native's signals have no reason, and do not throw.
        const left = () => reject(signal?.reason ?? new Error('The operation was aborted.'));
        if (signal?.aborted) return left();
        // Operations with equal keys share one request.
        const request = { ...core.createRequest(document, variables), key: ++calls };
        const context = { ...own, fetchOptions: { headers: { ...ownHeaders, ...headers } } };
        const { unsubscribe } = client[kind](request, context).subscribe(({ data, error }) => {
          if (error) reject(error);
          else resolve(data);
          // urql keeps an operation while somebody listens. Not within its first, synchronous result.
          queueMicrotask(() => unsubscribe());
        });
        // urql starts a request some microtasks after it was asked to: those who came before the abort must have begun.
        signal?.addEventListener('abort', () =>
          setImmediate(() => {
            unsubscribe();
            left();
          }),
        );
      });
  return { query: operate('executeQuery'), mutate: operate('executeMutation'), dispose: () => {} };
}
