import { accessToken } from './session.ts';

interface Auth0ClientOptions {
  readonly domain: string;
  readonly clientId: string;
  readonly authorizationParams?: { readonly audience?: string };
}

export async function createAuth0Client(_: Auth0ClientOptions) {
  return {
    isAuthenticated: async (): Promise<boolean> => accessToken(false) !== undefined,
    getTokenSilently: async ({
      cacheMode,
    }: {
      cacheMode?: 'on' | 'off' | 'cache-only';
    } = {}): Promise<string | undefined> => {
      const token = accessToken(cacheMode === 'off');
      if (token === undefined) throw new Error('Login required');
      return token;
    },
  };
}
