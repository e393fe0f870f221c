import type { Server } from 'node:http';
import type { ApiRequest, ClientAuthentication, FaultChoice, Gate, RunningTestApi } from '@token-refresher/testing';
import type { Executions } from './graphql/executions.ts';
import type { LiveApi } from './live/live-api.ts';

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

/** The public test API with a small piece of Bitquery's schema behind it, which counts, and with subscriptions. */
export interface LocalApi extends RunningTestApi {
  /** `expire()` */
  expireAll(): void;
  /** `revoke()` */
  revokeAll(): void;
  /** `deleteClient()` */
  deleteApplication(): void;
  /** `apiRespondsWith` */
  graphqlRespondsWith(fault: FaultChoice | null, options?: { times?: number }): void;
  /** `apiRequests` */
  readonly graphqlRequests: readonly ApiRequest[];
  /** `apiRequestsReached` */
  graphqlRequestsReached(count: number): Promise<void>;

  /** Where the field `slow` waits. Shut at first. */
  readonly slowField: Gate;
  /** How often each field of Query and Mutation was really executed. */
  readonly executions: Readonly<Executions>;
  /** Forgets requests, connects and execution counts, not tokens or settings. */
  resetLog(): void;

  /** GraphQL over WebSocket, and the stream of trades that subscriptions over HTTP deliver too. */
  readonly live: LiveApi;

  /** The HTTP server, for a further protocol on the same port. */
  readonly server: Server;
}
