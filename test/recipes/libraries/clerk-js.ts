import { accessToken, fail, refreshed } from './session.ts';

interface Session {
  getToken(options?: { readonly skipCache?: boolean }): Promise<string | null>;
}

export class Clerk {
  readonly publishableKey: string;
  session: Session | null | undefined;

  constructor(publishableKey: string) {
    this.publishableKey = publishableKey;
  }

  async load(): Promise<void> {
    const getToken: Session['getToken'] = async ({ skipCache = false } = {}) =>
      refreshed(skipCache, { ended: () => null, offline: () => fail(new Error('Network error')) }) ?? null;
    this.session = accessToken(false) === undefined ? null : { getToken };
  }
}
