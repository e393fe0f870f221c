import { accessToken, refreshed } from './session.ts';

interface AuthError extends Error {
  readonly status?: number;
  readonly code?: string;
}

interface AuthResult {
  readonly data: { readonly session: { readonly access_token: string } | null };
  readonly error: AuthError | null;
}

function result(token: string | undefined): AuthResult {
  return { data: { session: token === undefined ? null : { access_token: token } }, error: null };
}

/** Supabase returns what it has failed with. */
function failed(name: string, properties: object): AuthResult {
  return { data: { session: null }, error: Object.assign(new Error(name), { name, ...properties }) };
}

export function createClient(_url: string, _key: string) {
  return {
    auth: {
      getSession: async (): Promise<AuthResult> => result(accessToken(false)),
      refreshSession: async (): Promise<AuthResult> => {
        const by = process.env.ENDED_BY ?? '';
        const token = refreshed(true, {
          ended: () =>
            /^Auth/.test(by) ? failed(by, { status: 400 }) : failed('AuthApiError', { status: 400, code: by }),
          offline: () => failed('AuthRetryableFetchError', { status: 0 }),
        });
        return typeof token === 'object' ? token : result(token);
      },
    },
  };
}
