import type { LocalApi } from '@token-refresher/test-support';

/** One way of calling an API with an access token from its token endpoint. */
export interface Contestant {
  readonly name: string;
  start(api: LocalApi): ContestantClient;
}

/** A contestant at work; it has no token at first. */
export interface ContestantClient {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** The time of the token that it holds is over, by its own clock. */
  expire(): void;
}
