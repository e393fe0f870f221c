import { accessToken } from './session.ts';

interface Session {
  readonly expires: string;
  readonly accessToken?: string;
}

/** What the callbacks of an application have put into the session. */
export async function getSession(): Promise<Session | null> {
  const token = accessToken(false);
  return token === undefined ? null : { expires: '2099-01-01T00:00:00.000Z', accessToken: token };
}
