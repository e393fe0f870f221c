import type { TokenRefresher } from '@token-refresher/core';
import type { RefusalName } from '@token-refresher/test-support';

/** One line of the contract table: one version of one GraphQL client, with our adapter in it. */
export interface ContractRow {
  /** Client and version, fit for a test's title: `graphql-request 7.4.0`. */
  readonly name: string;
  /** What the client cannot do by its nature. The promises about it are left out for this row. */
  readonly cannot: readonly Inability[];
  /**
   * Refusals that the client keeps from the adapter, so that they are not repaired. They must reach the caller as they
   * do without the adapter. The package's README has to name them.
   */
  readonly blindTo: readonly RefusalName[];
  /** The client as the package's README sets it up. */
  create(setup: ClientSetup): ContractClient;
  /** The same client without our adapter: it sends `token` as a header, and its callers see what the API says. */
  createPlain(setup: PlainSetup): ContractClient;
  /** Where the client's callers find the `TokenRequestError` in what they catch: itself, `.networkError`, `.cause`. */
  tokenErrorIn(caught: unknown): unknown;
  /** The HTTP status in a `TokenRequestError`'s `apiResponse`, which is in the client's own form. */
  statusOfResponse(response: unknown): number | undefined;
}

/**
 * - `abort`: end one operation by a signal (or what the client has instead: a row may turn one into the other).
 * - `operation headers`: send headers with one operation.
 * - `batch`: send several operations in one HTTP request.
 */
export type Inability = 'abort' | 'operation headers' | 'batch';

/** What a client with our adapter is made of. */
export interface ClientSetup {
  /** The GraphQL endpoint. */
  readonly url: string;
  readonly tokens: TokenRefresher;
  /** The user's own fetch. Default: the client's. */
  readonly fetch?: typeof fetch | undefined;
  /** Headers that the client's user has set for all operations. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What a client without our adapter is made of. */
export interface PlainSetup {
  readonly url: string;
  readonly token: string;
}

/** What the promises work with. Caches of the client must be off: every call is a request. */
export interface ContractClient {
  /** Resolves to the operation's data; rejects with what the client's callers see, GraphQL errors included. */
  query(document: string, options?: OperationOptions): Promise<unknown>;
  /** The same for mutations. */
  mutate(document: string, options?: OperationOptions): Promise<unknown>;
  /** All documents in one HTTP request; resolves to their data, in order. Needed unless the row cannot `batch`. */
  batch?(documents: readonly string[], options?: OperationOptions): Promise<readonly unknown[]>;
  /** Called once, at the end of each test. */
  dispose(): void | Promise<void>;
}

/** What goes with one operation. */
export interface OperationOptions {
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** Not used for rows that cannot `abort`. After an abort the call must reject with any error. */
  readonly signal?: AbortSignal | undefined;
  /** Said in the client's own way: in a context, in the `init` of a request. For operations named `SignIn` only. */
  readonly tokenRefresh?: false | undefined;
  /** Not used for rows that cannot send `operation headers`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
