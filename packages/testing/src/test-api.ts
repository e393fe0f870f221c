import type { ApiRequest } from './endpoints/api-endpoint.ts';
import type { TokenEndpointRequest } from './endpoints/token-endpoint.ts';
import type { FaultChoice } from './faults/fault.ts';
import type { Refusal } from './messages/refusal-shapes.ts';
import type { TokenProblem } from './tokens/api-tokens.ts';
import type { ClientAuthentication } from './tokens/authenticate-client.ts';

/** How a test API starts out. */
export interface TestApiOptions {
  /**
   * What the API answers to a request with a good token: a `Response`, or a value that is sent as JSON with status 200. Its
   * second argument is the request itself, to hand to a GraphQL server that takes one.
   *
   * @defaultValue `() => ({ data: {} })`
   */
  readonly respond?: ((request: ApiRequest, original: Request) => unknown) | undefined;
  /**
   * The scope that the client may ask for and the API demands of a token, space-separated.
   *
   * @defaultValue any scope is granted, none is demanded
   */
  readonly scope?: string | undefined;
  /**
   * Life of a token in seconds, counted from its issue; told as `expires_in`, in whole seconds.
   *
   * @defaultValue 3600
   */
  readonly tokenLifetimeSeconds?: number | undefined;
  /**
   * How the client must prove who it is (RFC 6749 section 2.3.1).
   *
   * @defaultValue `'client_secret_post'`
   */
  readonly clientAuthentication?: ClientAuthentication | undefined;
  /** @defaultValue random */
  readonly clientId?: string | undefined;
  /** @defaultValue random, with characters that a form must percent-encode */
  readonly clientSecret?: string | undefined;
  /**
   * The wall clock by which tokens expire, such as one made by `createTestClock`.
   *
   * @defaultValue the system's
   */
  readonly clock?: { now(): number } | undefined;
}

/**
 * An authorization server and an API that accepts its tokens. It has a client, tokens and logs of its own; two of them
 * share nothing.
 */
export interface TestApi {
  /** Where the API is. */
  readonly url: string;
  /** Where the authorization server issues tokens (RFC 6749 section 3.2). */
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The three above and the scope, as `clientCredentials` of `@token-refresher/server` takes them. */
  readonly credentials: {
    readonly tokenEndpoint: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly scope?: string;
  };

  /**
   * Issues a token without a request. Default: the scope that the API demands, the lifetime as set. With a negative
   * lifetime it has expired already.
   *
   * @throws TypeError when an option is unknown, or the lifetime no number.
   */
  issueToken(options?: { readonly scope?: string; readonly lifetimeSeconds?: number }): string;
  /** Issues a refresh token, which the token endpoint takes once and replaces by another (RFC 6749 section 6). */
  issueRefreshToken(): string;
  /** Every access token issued so far, oldest first. The array stays the same object. */
  readonly issuedTokens: readonly string[];
  /** Why the API would refuse this token now; `undefined` if it would not. */
  problemWith(token: string | undefined): TokenProblem | undefined;
  /**
   * Ends this access token as though its time had come; without an argument, every one that exists now.
   *
   * @throws Error when that access token was not issued here.
   */
  expire(token?: string): void;
  /**
   * Revokes this access token; without an argument, every token that exists now, refresh tokens included.
   *
   * @throws Error when that access token was not issued here.
   */
  revoke(token?: string): void;
  /** Revokes everything; from now on token requests fail with `invalid_client`. */
  deleteClient(): void;
  /** For tokens issued from now on, in seconds, 0 or more. @throws TypeError when it is negative or no number. */
  setTokenLifetime(seconds: number): void;

  /** In which form the API says "Unauthorized". Default: `401 text`. */
  refuseWith(refusal: Refusal): void;
  /** Whether good tokens are refused too. */
  refuseEverything(on: boolean): void;
  /**
   * What the token endpoint does instead of its work, for all requests or the next `times`; `null`: back to work.
   *
   * @throws TypeError when an option is unknown, or `times` no number.
   */
  tokenEndpointRespondsWith(fault: FaultChoice | null, options?: { times?: number }): void;
  /** The same for the API. */
  apiRespondsWith(fault: FaultChoice | null, options?: { times?: number }): void;

  /** Requests to the token endpoint, in order of arrival. The array stays the same object. */
  readonly tokenRequests: readonly TokenEndpointRequest[];
  /** Requests to the API, in order of arrival. The array stays the same object. */
  readonly apiRequests: readonly ApiRequest[];
  /** Resolves when `count` token requests have arrived since the last reset. */
  tokenRequestsReached(count: number): Promise<void>;
  /** Resolves when `count` requests to the API have arrived since the last reset. */
  apiRequestsReached(count: number): Promise<void>;
  /** Forgets requests, not tokens or settings. */
  resetLog(): void;
}
