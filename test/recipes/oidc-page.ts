import { User } from 'oidc-client-ts';
import { onTestFinished, vi } from 'vitest';
import { startAuthorizationServer } from '../oauth/authorization-server.ts';

const authority = 'https://auth.example.com';
/** As the recipe has it. */
export const clientId = 'my-client-id';

/** What a page has, as far as oidc-client-ts uses it. */
function createPage() {
  const entries = new Map<string, string>();
  const storage: Storage = {
    get length() {
      return entries.size;
    },
    clear: () => entries.clear(),
    getItem: (key) => entries.get(key) ?? null,
    key: (index) => [...entries.keys()][index] ?? null,
    removeItem: (key) => void entries.delete(key),
    setItem: (key, value) => void entries.set(key, value),
  };
  return { sessionStorage: storage, localStorage: storage, crypto };
}

/**
 * A page on which somebody is signed in at oidc-provider, by a refresh token that serves once and a token that has expired.
 *
 * @param arrived Called with the path of each response before the page gets it.
 */
export async function openOidcPage(arrived: (path: string, response: Response) => unknown = () => {}) {
  const server = await startAuthorizationServer([
    {
      client_id: clientId,
      token_endpoint_auth_method: 'none',
      grant_types: ['refresh_token', 'authorization_code'],
      response_types: ['code'],
      scope: 'openid offline_access',
      redirect_uris: ['https://app.example.com/callback'],
    },
  ]);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const asked: string[] = [];
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', (async (input, init) => {
    const { pathname } = new URL(String(input));
    asked.push(pathname);
    const response = await real(server.issuer + pathname, init);
    await arrived(pathname, response);
    return response;
  }) as typeof fetch);
  const page = createPage();
  vi.stubGlobal('window', page);
  onTestFinished(() => void vi.unstubAllGlobals());

  /** @param token The access token, which has expired. */
  const signIn = async (token: string) => {
    const user = new User({
      access_token: token,
      refresh_token: await server.signIn(clientId),
      token_type: 'Bearer',
      scope: 'openid offline_access',
      profile: { sub: 'somebody', iss: authority, aud: clientId, iat: 1, exp: 2 },
      expires_at: 1,
    });
    page.sessionStorage.setItem(`oidc.user:${authority}:${clientId}`, user.toStorageString());
    return user;
  };
  const user = await signIn('expired');
  return { server, asked, real, user, signIn };
}
