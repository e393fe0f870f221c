import { accessToken } from './session.ts';

interface User {
  readonly access_token: string;
  readonly expired: boolean | undefined;
}

interface UserManagerSettings {
  readonly authority: string;
  readonly client_id: string;
  readonly redirect_uri: string;
}

export class UserManager {
  readonly settings: UserManagerSettings;
  private user: User | null = user(false);

  constructor(settings: UserManagerSettings) {
    this.settings = settings;
  }

  async getUser(): Promise<User | null> {
    return this.user;
  }

  async signinSilent(): Promise<User | null> {
    this.user = user(true);
    return this.user;
  }
}

function user(isForced: boolean): User | null {
  const token = accessToken(isForced);
  return token === undefined ? null : { access_token: token, expired: false };
}
