import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache, Observable } from '@apollo/client/core/index.js';
import { createTokenRefresher, type FetchToken, type TokenRefresher } from '@token-refresher/core';
import { type LocalApi, startLocalApi } from '@token-refresher/test-support';
import { onTestFinished } from 'vitest';
import { TokenRefreshLink } from '../token-refresh-link.ts';

/** An API, a refresher for it, and Apollo clients. */
export interface Stage {
  readonly api: LocalApi;
  readonly tokens: TokenRefresher;
  /** A client with a `TokenRefreshLink` before an `HttpLink`; `before` comes first. */
  client(options?: { before?: ApolloLink[]; link?: TokenRefreshLink.Options; http?: HttpLink.Options }): ApolloClient;
}

/** Builds a stage, and takes it down when the running test ends. */
export async function setStage(options: { fetchToken?: (api: LocalApi) => FetchToken } = {}): Promise<Stage> {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const issue: FetchToken = async () => ({ value: api.issueToken() });
  const tokens = createTokenRefresher(options.fetchToken?.(api) ?? issue);
  onTestFinished(() => tokens.close());
  return {
    api,
    tokens,
    client({ before = [], link, http } = {}) {
      const chain = [...before, new TokenRefreshLink(tokens, link), new HttpLink({ uri: api.url, ...http })];
      return makeClient(ApolloLink.from(chain));
    },
  };
}

/** A client that is stopped when the running test ends. */
export function makeClient(link: ApolloLink): ApolloClient {
  const client = new ApolloClient({ cache: new InMemoryCache(), link, devtools: { enabled: false } });
  onTestFinished(() => client.stop());
  return client;
}

/** What a link emitted, in order; `end` resolves at the end. */
export interface Seen {
  readonly events: unknown[];
  readonly end: Promise<void>;
  unsubscribe(): void;
}

/** Sends one operation through a link, without a client's cache and rules. */
export function watch(link: ApolloLink, request: Partial<ApolloLink.Request> = {}): Seen {
  const events: unknown[] = [];
  const client = makeClient(ApolloLink.empty());
  let finish: (last: unknown) => void = () => {};
  const end = new Promise<void>((resolve) => {
    finish = (last) => {
      events.push(last);
      resolve();
    };
  });
  const subscription = ApolloLink.execute(link, { query: gql('{ viewer }'), ...request }, { client }).subscribe({
    next: (result) => void events.push(result),
    error: finish,
    complete: () => finish('complete'),
  });
  return { events, end, unsubscribe: () => subscription.unsubscribe() };
}

/** Where a link's responses go. */
export interface Observer {
  next(value: object): void;
  error(error: unknown): void;
  complete(): void;
}

/** A terminating link whose responses are written down, one function per operation; a returned function is the teardown. */
export function respondingWith(...responses: ((observer: Observer) => unknown)[]): ApolloLink & {
  readonly sent: ApolloLink.OperationContext[];
} {
  const sent: ApolloLink.OperationContext[] = [];
  const link = new ApolloLink((operation) => {
    sent.push(operation.getContext());
    const response = responses[sent.length - 1];
    return new Observable((observer) => {
      if (!response) throw new Error(`Operation ${sent.length} was not expected.`);
      return response(observer as Observer) as () => void;
    });
  });
  return Object.assign(link, { sent });
}
