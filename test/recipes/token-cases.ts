import type { Reply } from './stand-in.ts';

/** A recipe for an authorization server: its response, and what it has to be asked. */
export interface TokenCase {
  readonly heading: string;
  readonly tokenEndpoint: string;
  readonly response: Reply;
  readonly form: Readonly<Record<string, string>>;
  /** Whether the client proves itself in the header instead of the form. */
  readonly isBasic: boolean;
  /** The header then, before Base64, if it is not `my-id:my-secret`. */
  readonly basic?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const issued = (fields: object): Reply => ({ status: 200, body: { access_token: 't1', ...fields } });
const grant = { grant_type: 'client_credentials' };

export const tokenCases: readonly TokenCase[] = [
  {
    heading: 'Auth0',
    tokenEndpoint: 'https://my-tenant.eu.auth0.com/oauth/token',
    response: issued({ expires_in: 86_400, token_type: 'Bearer' }),
    form: { ...grant, audience: 'https://api.example.com' },
    isBasic: false,
  },
  {
    heading: 'Entra ID',
    tokenEndpoint: 'https://login.microsoftonline.com/my-tenant-id/oauth2/v2.0/token',
    response: issued({ token_type: 'Bearer', expires_in: 3_599, ext_expires_in: 3_599 }),
    form: { ...grant, scope: 'api://my-api/.default' },
    isBasic: false,
  },
  {
    heading: 'Keycloak',
    tokenEndpoint: 'http://keycloak:8080/realms/my-realm/protocol/openid-connect/token',
    response: issued({
      expires_in: 300,
      refresh_expires_in: 0,
      token_type: 'Bearer',
      'not-before-policy': 0,
      scope: 'profile email',
    }),
    form: grant,
    isBasic: false,
  },
  {
    heading: 'Okta',
    tokenEndpoint: 'https://my-org.okta.com/oauth2/default/v1/token',
    response: issued({ token_type: 'Bearer', expires_in: 3_600, scope: 'api.read' }),
    form: { ...grant, scope: 'api.read' },
    isBasic: true,
  },
  {
    heading: 'Cognito',
    tokenEndpoint: 'https://my-app.auth.eu-west-1.amazoncognito.com/oauth2/token',
    response: issued({ expires_in: 3_600, token_type: 'Bearer' }),
    form: { ...grant, scope: 'my-api/read' },
    isBasic: true,
  },
  {
    heading: 'Ory Hydra',
    tokenEndpoint: 'https://my-project.projects.oryapis.com/oauth2/token',
    response: issued({ expires_in: 3_599, scope: 'api', token_type: 'bearer' }),
    form: { ...grant, scope: 'api', audience: 'https://api.example.com' },
    isBasic: true,
    basic: 'my%2Did:my%2Dsecret',
  },
  {
    heading: 'Zoom',
    tokenEndpoint: 'https://zoom.us/oauth/token',
    response: issued({
      token_type: 'bearer',
      expires_in: 3_599,
      scope: 'user:read:admin',
      api_url: 'https://api.zoom.us',
    }),
    form: { grant_type: 'account_credentials', account_id: 'account' },
    isBasic: true,
    env: { ZOOM_ACCOUNT_ID: 'account' },
  },
];
