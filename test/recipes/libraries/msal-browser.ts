import { accessToken } from './session.ts';

interface AccountInfo {
  readonly homeAccountId: string;
}

interface SilentRequest {
  readonly account?: AccountInfo;
  readonly scopes: string[];
  readonly forceRefresh?: boolean;
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
    return { accessToken: accessToken(forceRefresh) ?? '' };
  }
}
