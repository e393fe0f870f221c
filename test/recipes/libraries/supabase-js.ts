import { accessToken } from './session.ts';

interface AuthResult {
  readonly data: { readonly session: { readonly access_token: string } | null };
  readonly error: Error | null;
}

function result(token: string | undefined): AuthResult {
  return { data: { session: token === undefined ? null : { access_token: token } }, error: null };
}

export function createClient(_url: string, _key: string) {
  return {
    auth: {
      getSession: async (): Promise<AuthResult> => result(accessToken(false)),
      refreshSession: async (): Promise<AuthResult> => result(accessToken(true)),
    },
  };
}
