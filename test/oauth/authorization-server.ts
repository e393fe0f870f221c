import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import Provider, { type ClientMetadata, type Configuration, errors } from 'oidc-provider';
import { vi } from 'vitest';

/** How long a token lives here, in seconds. */
export const lifetimeSeconds = 17999;
/** The same for a token that is meant for {@link resource}. */
export const apiLifetimeSeconds = 60;
/** The API that tokens can be asked for by the parameter `resource` (RFC 8707). */
export const resource = 'https://api.example.com/';

/** oidc-provider, a certified authorization server, on a real socket. */
export interface AuthorizationServer extends AsyncDisposable {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  /** Revokes a token in the name of a client that authenticates by `client_secret_post` (RFC 7009). */
  revoke(token: string, clientId: string, clientSecret: string): Promise<void>;
  /** Signs a user in without a screen: the refresh token of a new session. */
  signIn(clientId: string): Promise<string>;
  /** What the server says about a token (RFC 7662). */
  introspect(token: string, clientId: string, clientSecret: string): Promise<Record<string, unknown>>;
}

/** How it differs from the usual one. */
export interface AuthorizationServerOptions {
  /** Whether a signed assertion must be addressed to the issuer, as in FAPI 2.0. */
  readonly requireIssuerAudience?: boolean;
  /** Its own key and certificate, and whose client certificates it trusts: then it speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string };
}

/** The grant type of RFC 8693, which this server knows for access tokens of its own. */
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

export async function startAuthorizationServer(
  clients: ClientMetadata[],
  { requireIssuerAudience, tls }: AuthorizationServerOptions = {},
): Promise<AuthorizationServer> {
  const server = tls ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false }) : createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  const provider = quietly(() => new Provider(issuer, configuration(clients, requireIssuerAudience ? issuer : false)));
  provider.registerGrantType(tokenExchange, exchangeToken(provider), ['subject_token', 'subject_token_type'], []);
  server.on('request', provider.callback());

  const post = async (path: string, form: Record<string, string>) => {
    const response = await fetch(issuer + path, { method: 'POST', body: new URLSearchParams(form) });
    if (response.status !== 200) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    issuer,
    tokenEndpoint: `${issuer}/token`,
    async revoke(token, client_id, client_secret) {
      await post('/token/revocation', { token, client_id, client_secret });
    },
    async signIn(clientId) {
      const [accountId, scope] = ['somebody', 'openid offline_access'];
      const grant = new provider.Grant({ accountId, clientId });
      grant.addOIDCScope(scope);
      const grantId = await grant.save();
      const client = await provider.Client.find(clientId);
      if (!client) throw new Error(`There is no client ${clientId}.`);
      return new provider.RefreshToken({ accountId, client, grantId, gty: 'authorization_code', scope }).save();
    },
    async introspect(token, client_id, client_secret) {
      return (await post('/token/introspection', { token, client_id, client_secret })).json();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function configuration(clients: ClientMetadata[], requiredAudience: string | false): Configuration {
  return {
    clients: clients.map((client) => ({
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      scope: 'api',
      ...client,
    })),
    scopes: ['api', 'read', 'write', 'openid', 'offline_access'],
    clientAuthMethods: ['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'tls_client_auth', 'none'],
    rotateRefreshToken: true,
    ttl: {
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? lifetimeSeconds,
      AccessToken: () => lifetimeSeconds,
      IdToken: () => lifetimeSeconds,
      RefreshToken: () => 10 * lifetimeSeconds,
      Grant: () => 10 * lifetimeSeconds,
    },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    features: {
      devInteractions: { enabled: false },
      mTLS: {
        enabled: true,
        tlsClientAuth: true,
        getCertificate: ({ socket }) => (socket as TLSSocket).getPeerX509Certificate?.(),
        certificateAuthorized: ({ socket }) => (socket as TLSSocket).authorized,
        certificateSubjectMatches: ({ socket }, _property, expected) =>
          `${(socket as TLSSocket).getPeerX509Certificate()?.subjectAltName}`.includes(expected),
      },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      introspection: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, indicator) => {
          if (indicator !== resource) throw new errors.InvalidTarget();
          return { scope: 'api', audience: resource, accessTokenTTL: apiLifetimeSeconds, accessTokenFormat: 'opaque' };
        },
      },
    },
    assertJwtClientAuthClaimsAndHeader: async (_ctx, claims) => {
      if (requiredAudience && claims.aud !== requiredAudience) throw new errors.InvalidClientAuth('aud');
    },
  };
}

/** Runs `start` without oidc-provider's notices about development settings. */
function quietly<T>(start: () => T): T {
  const spies = (['info', 'warn'] as const).map((level) => {
    const spy = vi.spyOn(console, level);
    const print = spy.getMockImplementation();
    return spy.mockImplementation((...args) => {
      if (!`${args[0]}`.includes('oidc-provider ')) print?.(...args);
    });
  });
  try {
    return start();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** A token for a token: for an access token of this server another one, of the same client. */
function exchangeToken(provider: Provider): Parameters<Provider['registerGrantType']>[1] {
  return async (context) => {
    const { client, params } = context.oidc;
    const subject = await provider.ClientCredentials.find(`${params?.subject_token}`);
    if (!subject || !client) throw new errors.InvalidGrant('subject_token');
    const token = new provider.ClientCredentials({ client, scope: subject.scope ?? '' });
    context.body = {
      access_token: await token.save(),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: token.expiration,
      scope: token.scope,
    };
  };
}
