import { accessToken, fail, refreshed } from './session.ts';

export interface User {
  readonly access_token: string;
  readonly expired: boolean | undefined;
}

interface UserManagerSettings {
  readonly authority: string;
  readonly client_id: string;
  readonly redirect_uri: string;
}

export class ErrorResponse extends Error {
  readonly error: string | null;

  constructor({ error }: { readonly error: string }) {
    super(error);
    this.error = error;
  }
}

export class UserManager {
  readonly settings: UserManagerSettings;
  private user: User | null = userWith(accessToken(false));

  constructor(settings: UserManagerSettings) {
    this.settings = settings;
  }

  async getUser(): Promise<User | null> {
    return this.user;
  }

  async signinSilent(): Promise<User | null> {
    const token = refreshed(true, {
      ended: () => fail(new ErrorResponse({ error: process.env.ENDED_BY ?? '' })),
      offline: () => fail(new TypeError('Failed to fetch')),
    });
    this.user = userWith(token);
    return this.user;
  }
}

function userWith(token: string | undefined): User | null {
  return token === undefined ? null : { access_token: token, expired: false };
}
