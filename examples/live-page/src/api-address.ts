/** What a page has to know of the API; its own server tells it. Nothing in it is secret. */
export interface ApiAddress {
  readonly name: string;
  readonly url: string;
  readonly webSocket: string;
  readonly origins: readonly string[];
  /** Whether the API can be told to expire and revoke tokens, and knows mutations. */
  readonly isStandIn: boolean;
}
