import type { Replies, Reply } from './stand-in.ts';

/** A recipe for an API: what the vendors answer, and what they are asked. */
export interface ApiCase {
  readonly heading: string;
  /** Where the operation goes. */
  readonly api: string;
  readonly tokenEndpoint?: string;
  /** The responses to two requests for a token, in the vendor's shape. */
  readonly tokenResponses?: readonly Reply[];
  /** How the API says that a token is no longer good, as its reports and documentation show it. */
  readonly refusal: Reply;
  /** How older versions say it. */
  readonly olderRefusals?: readonly Reply[];
  /** The headers that carry a token. */
  readonly header: (token: string) => Readonly<Record<string, string>>;
  /** The tokens of the sends, in order. */
  readonly tokens: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Asked for a token by a mutation of the same API; these are in its body. */
  readonly isSameApi?: boolean;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ok = (body: unknown, status = 200): Reply => ({ status, body });

export const viewer = ok({ data: { viewer: 'ada' } });

const both = (fields: object): Reply[] => ['t1', 't2'].map((access_token) => ok({ access_token, ...fields }));
const located = { locations: [{ line: 1, column: 3 }], path: ['viewer'] };
const failed = (error: object) => ok({ errors: [{ ...error, ...located }], data: { viewer: null } });
const notAuthenticated = (fields: object) => failed({ message: 'Unauthenticated.', ...fields });
const internalError = (fields: object) => failed({ message: 'Internal server error', ...fields });

export const apiCases: readonly ApiCase[] = [
  {
    heading: 'Bitquery',
    api: 'https://streaming.bitquery.io/graphql',
    tokenEndpoint: 'https://oauth2.bitquery.io/oauth2/token',
    tokenResponses: both({ expires_in: 17_999, scope: 'api', token_type: 'bearer' }),
    refusal: { status: 401, body: 'Unauthorized' },
    header: bearer,
    tokens: ['t1', 't2'],
  },
  {
    heading: 'Hasura',
    api: 'https://my-app.hasura.app/v1/graphql',
    tokenEndpoint: 'https://my-tenant.eu.auth0.com/oauth/token',
    tokenResponses: both({ expires_in: 86_400, token_type: 'Bearer' }),
    refusal: ok({
      errors: [{ extensions: { path: '$', code: 'invalid-jwt' }, message: 'Could not verify JWT: JWTExpired' }],
    }),
    header: bearer,
    tokens: ['t1', 't2'],
  },
  {
    heading: 'Shopify',
    api: 'https://my-shop.myshopify.com/admin/api/2026-10/graphql.json',
    tokenEndpoint: 'https://my-shop.myshopify.com/admin/oauth/access_token',
    tokenResponses: both({ scope: 'read_orders,write_products', expires_in: 86_399 }),
    refusal: {
      status: 401,
      body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
    },
    header: (token) => ({ 'x-shopify-access-token': token }),
    tokens: ['t1', 't2'],
  },
  {
    heading: 'GitHub',
    api: 'https://api.github.com/graphql',
    tokenEndpoint: 'https://api.github.com/app/installations/42/access_tokens',
    tokenResponses: [
      ok({ token: 't1', expires_at: '2099-01-01T00:00:00Z', permissions: {}, repository_selection: 'all' }, 201),
    ],
    refusal: {
      status: 401,
      body: { message: 'Bad credentials', documentation_url: 'https://docs.github.com/graphql', status: '401' },
    },
    header: bearer,
    // The first second of a token.
    tokens: ['t1', 't1'],
    env: { GITHUB_APP_ID: '7', GITHUB_INSTALLATION_ID: '42' },
  },
  {
    heading: 'Saleor',
    api: 'https://my-shop.saleor.cloud/graphql/',
    tokenResponses: ['t1', 't2'].map((token) => ok({ data: { tokenRefresh: { token } } })),
    refusal: ok({
      errors: [
        {
          message: 'Signature has expired',
          ...located,
          extensions: { exception: { code: 'ExpiredSignatureError', stacktrace: [] } },
        },
      ],
      data: { viewer: null },
    }),
    header: (token) => ({ authorization: `JWT ${token}` }),
    tokens: ['t1', 't2'],
    isSameApi: true,
  },
  {
    heading: 'commercetools',
    api: 'https://api.europe-west1.gcp.commercetools.com/my-project/graphql',
    tokenEndpoint: 'https://auth.europe-west1.gcp.commercetools.com/oauth/token',
    tokenResponses: both({ token_type: 'Bearer', expires_in: 172_800, scope: 'view_products:my-project' }),
    refusal: {
      status: 401,
      body: {
        statusCode: 401,
        message: 'invalid_token',
        errors: [{ code: 'invalid_token', message: 'invalid_token' }],
        error: 'invalid_token',
      },
    },
    header: bearer,
    tokens: ['t1', 't2'],
  },
  {
    heading: 'Salesforce',
    api: 'https://my-domain.my.salesforce.com/services/data/v65.0/graphql',
    tokenEndpoint: 'https://my-domain.my.salesforce.com/services/oauth2/token',
    tokenResponses: ['00D1!AQ1', '00D1!AQ2'].map((access_token) =>
      ok({
        access_token,
        signature: 'c2ln',
        scope: 'api',
        instance_url: 'https://my-domain.my.salesforce.com',
        id: 'https://login.salesforce.com/id/00D1/0051',
        token_type: 'Bearer',
        issued_at: '1700000000000',
      }),
    ),
    refusal: { status: 401, body: [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }] },
    header: bearer,
    tokens: ['00D1!AQ1', '00D1!AQ2'],
  },
  {
    heading: 'Contentful',
    api: 'https://graphql.contentful.com/content/v1/spaces/my-space',
    refusal: {
      status: 401,
      body: {
        errors: [
          {
            message: 'The access token you sent could not be found or is invalid.',
            extensions: { contentful: { code: 'UNAUTHORIZED', requestId: 'r1' } },
          },
        ],
      },
    },
    header: bearer,
    tokens: ['t1'],
    env: { CONTENTFUL_TOKEN: 't1' },
  },
  {
    heading: 'Lighthouse',
    api: 'https://laravel.example.com/graphql',
    tokenEndpoint: 'https://laravel.example.com/oauth/token',
    tokenResponses: both({ token_type: 'Bearer', expires_in: 31_536_000 }),
    refusal: notAuthenticated({ extensions: { guards: ['api'] } }),
    olderRefusals: [
      notAuthenticated({ extensions: { guards: ['api'], category: 'authentication' } }),
      notAuthenticated({ category: 'authentication' }),
    ],
    header: bearer,
    tokens: ['t1', 't2'],
  },
  {
    heading: 'WPGraphQL',
    api: 'https://wordpress.example.com/graphql',
    tokenResponses: ['t1', 't2'].map((authToken) => ok({ data: { refreshJwtAuthToken: { authToken } } })),
    refusal: internalError({ extensions: { debugMessage: 'invalid-jwt | Expired token' } }),
    olderRefusals: [
      internalError({ debugMessage: 'invalid-jwt | Expired token', extensions: { category: 'internal' } }),
      internalError({ message: 'invalid-secret-key | Expired token' }),
    ],
    header: bearer,
    tokens: ['t1', 't2'],
    isSameApi: true,
  },
  {
    heading: 'AppSync',
    api: 'https://abc123.appsync-api.eu-west-1.amazonaws.com/graphql',
    tokenEndpoint: 'https://my-app.auth.eu-west-1.amazoncognito.com/oauth2/token',
    tokenResponses: both({ expires_in: 3_600, token_type: 'Bearer' }),
    refusal: {
      status: 401,
      body: { errors: [{ errorType: 'UnauthorizedException', message: 'Token has expired.' }] },
    },
    header: (token) => ({ authorization: token }),
    tokens: ['t1', 't2'],
  },
];

/** What the vendors of a recipe answer, in order. */
export function repliesOf({ api, tokenEndpoint, tokenResponses = [], refusal, isSameApi, tokens }: ApiCase): Replies {
  if (!isSameApi) {
    return {
      [api]: tokens.length === 1 ? [refusal] : [refusal, viewer],
      ...(tokenEndpoint && { [tokenEndpoint]: tokenResponses }),
    };
  }
  const [first, second] = tokenResponses;
  return { [api]: [first, refusal, second, viewer].filter((reply) => reply !== undefined) };
}
