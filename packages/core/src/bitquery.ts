/**
 * Bitquery's addresses (docs.bitquery.io), for
 * `createTokenRefresher(clientCredentials({ ...bitquery.oauth, clientId, clientSecret }), { origins: bitquery.origins })`.
 */
export const bitquery = {
  /** One endpoint for all regions. The scope is required. */
  oauth: {
    tokenEndpoint: 'https://oauth2.bitquery.io/oauth2/token',
    scope: 'api',
  },
  /** V1 GraphQL API (EU). */
  v1: 'https://graphql.bitquery.io',
  /** V2 GraphQL API (EU). */
  v2: 'https://streaming.bitquery.io/graphql',
  /** V2 subscriptions (EU). The token goes into the URL. */
  webSocket: 'wss://streaming.bitquery.io/graphql',
  /** Every GraphQL host, all regions. */
  origins: [
    'https://graphql.bitquery.io',
    'https://asia.graphql.bitquery.io',
    'https://us.graphql.bitquery.io',
    'https://streaming.bitquery.io',
    'https://asia.streaming.bitquery.io',
    'https://us.streaming.bitquery.io',
  ],
} as const;
