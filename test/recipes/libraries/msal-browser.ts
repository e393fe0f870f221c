import { accessToken, fail, refreshed } from './session.ts';

interface AccountInfo {
  readonly homeAccountId: string;
}

interface SilentRequest {
  readonly account?: AccountInfo;
  readonly scopes: string[];
  readonly forceRefresh?: boolean;
}

export class InteractionRequiredAuthError extends Error {
  override name = 'InteractionRequiredAuthError';
  readonly errorCode: string;

  constructor(errorCode: string) {
    super(`${errorCode}: AADSTS700082: The refresh token has expired due to inactivity.`);
    this.errorCode = errorCode;
  }
}

export class PublicClientApplication {
  readonly clientId: string;
  private isInitialized = false;

  constructor({ auth }: { readonly auth: { readonly clientId: string } }) {
    this.clientId = auth.clientId;
  }

  async initialize(): Promise<void> {
    this.isInitialized = true;
  }

  getAllAccounts(): AccountInfo[] {
    return accessToken(false) === undefined ? [] : [{ homeAccountId: 'ada' }];
  }

  async acquireTokenSilent({ account, forceRefresh = false }: SilentRequest): Promise<{ accessToken: string }> {
    if (!this.isInitialized || !account) throw new Error('uninitialized_public_client_application');
    const token = refreshed(forceRefresh, {
      ended: () => fail(new InteractionRequiredAuthError(process.env.ENDED_BY ?? '')),
      offline: () => fail(new Error('post_request_failed: Network request failed'), { name: 'BrowserAuthError' }),
    });
    return { accessToken: token ?? '' };
  }
}
