import type { Server } from 'node:http';
import type { ClientAuthentication } from './authenticate-client.ts';
import type { BehaviourChoice } from './behaviour.ts';
import type { Executions } from './executions.ts';
import type { Gate } from './gate.ts';
import type { GraphqlRequest } from './graphql-endpoint.ts';
import type { LiveApi } from './live-api.ts';
import type { RefusalName } from './refusal-shapes.ts';
import type { FetchTokenOptions } from './token-endpoint.ts';
import type { TokenProblem } from './token-store.ts';

/** How the API starts out. */
export interface LocalApiOptions {
  /** Life of a token in seconds, counted from its issue; told as `expires_in` in whole seconds. Default 17999, as Bitquery's. */
  readonly tokenLifetimeSeconds?: number;
  /** Default `client_secret_post`, as Bitquery documents it. */
  readonly clientAuthentication?: ClientAuthentication;
  /** The wall clock by which tokens expire, epoch milliseconds. Default `Date.now`. */
  readonly now?: () => number;
  /** Lets pages of any origin call both endpoints; refusals carry the CORS headers too. Default `false`. */
  readonly cors?: boolean;
}

/** A running API with its own application, tokens and logs. Two of them share nothing. */
export interface LocalApi {
  /** The GraphQL endpoint, `http://127.0.0.1:PORT/graphql` */
  readonly url: string;
  /** `http://127.0.0.1:PORT/oauth2/token` */
  readonly tokenEndpoint: string;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly clientId: string;
  /** Random, with characters that a form must percent-encode. */
  readonly clientSecret: string;

  /** Issues a token without HTTP. Default scope `api`, default lifetime as set. */
  issueToken(options?: { scope?: string; lifetimeSeconds?: number }): string;
  /** Every token issued so far, oldest first. */
  readonly issuedTokens: readonly string[];
  /** Why the API would refuse this token now; `undefined` if it would not. */
  problemWith(token: string | undefined): TokenProblem | undefined;
  /** Ends the token as though its time had come. */
  expire(token: string): void;
  /** Ends all tokens that exist now. */
  expireAll(): void;
  revoke(token: string): void;
  revokeAll(): void;
  /** Kills the application's tokens; from now on token requests fail with `invalid_client`. */
  deleteApplication(): void;
  /** For tokens issued from now on. */
  setTokenLifetime(seconds: number): void;

  /** In which shape the GraphQL endpoint says Unauthorized. Default `401 text`. */
  refuseWith(shape: RefusalName): void;
  /** Whether good tokens are refused too, over WebSocket as well. */
  refuseEverything(on: boolean): void;
  /** What the token endpoint does instead of its work, for all requests or the next `times`; `null`: back to work. */
  tokenEndpointAnswers(behaviour: BehaviourChoice | null, options?: { times?: number }): void;
  /** The same for the GraphQL endpoint. */
  graphqlAnswers(behaviour: BehaviourChoice | null, options?: { times?: number }): void;
  /** Where the field `slow` waits. Shut at first. */
  readonly slowField: Gate;

  /** In order of arrival. The array stays the same object. */
  readonly tokenRequests: readonly FetchTokenOptions[];
  /** In order of arrival, CORS preflights left out. The array stays the same object. */
  readonly graphqlRequests: readonly GraphqlRequest[];
  /** Resolves when `count` token requests have arrived since the last reset. */
  tokenRequestsReached(count: number): Promise<void>;
  /** Resolves when `count` GraphQL requests have arrived since the last reset. */
  graphqlRequestsReached(count: number): Promise<void>;
  /** How often each field of Query and Mutation was really executed. */
  readonly executions: Readonly<Executions>;
  /** Forgets requests, connects and execution counts, not tokens or settings. */
  resetLog(): void;

  /** GraphQL over WebSocket, and the stream of trades that subscriptions over HTTP deliver too. */
  readonly live: LiveApi;

  /** The HTTP server, for a further protocol on the same port. */
  readonly server: Server;
  /** Stops the API and destroys open connections. Nothing is left to keep the process alive. */
  close(): Promise<void>;
}
