import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  /** What the server says about a token (RFC 7662). */
  introspect(token: string, clientId: string, clientSecret: string): Promise<Record<string, unknown>>;
}

/** @param requireIssuerAudience whether a signed assertion must be addressed to the issuer, as in FAPI 2.0 */
export async function startAuthorizationServer(
  clients: ClientMetadata[],
  requireIssuerAudience = false,
): Promise<AuthorizationServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = quietly(() => new Provider(issuer, configuration(clients, requireIssuerAudience && issuer)));
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
    scopes: ['api', 'read', 'write'],
    clientAuthMethods: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
    ttl: { ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? lifetimeSeconds },
    features: {
      devInteractions: { enabled: false },
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
