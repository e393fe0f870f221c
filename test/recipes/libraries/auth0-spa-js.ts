import { accessToken, fail, refreshed } from './session.ts';

interface Auth0ClientOptions {
  readonly domain: string;
  readonly clientId: string;
  readonly authorizationParams?: { readonly audience?: string };
}

/** The library's GenericError. */
const generic = (error: string, message: string) => fail(new Error(message), { error, error_description: message });

export async function createAuth0Client(_: Auth0ClientOptions) {
  return {
    isAuthenticated: async (): Promise<boolean> => accessToken(false) !== undefined,
    getTokenSilently: async ({ cacheMode }: { cacheMode?: 'on' | 'off' | 'cache-only' } = {}): Promise<string> => {
      const token = refreshed(cacheMode === 'off', {
        ended: () => generic(process.env.ENDED_BY ?? '', 'Unknown or invalid refresh token.'),
        offline: () => fail(new TypeError('Failed to fetch')),
      });
      return token ?? generic('login_required', 'Login required');
    },
  };
}
