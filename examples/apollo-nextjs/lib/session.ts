import { cookies } from 'next/headers.js';
import { type Account, accounts } from './accounts.ts';
import { oncePerProcess } from './once-per-process.ts';
import { createRecent } from './recent.ts';

const cookie = 'session';
const sessions = oncePerProcess('sessions', () => createRecent<Account['id']>(10_000));

/** Whose request this is. */
export async function signedIn(): Promise<Account | undefined> {
  const session = (await cookies()).get(cookie)?.value;
  const id = session && sessions.get(session);
  return accounts().find((account) => account.id === id);
}

/** In the place of a real sign-in: it asks for no password. */
export async function signIn(account: Account): Promise<void> {
  const session = crypto.randomUUID();
  sessions.set(session, account.id);
  (await cookies()).set(cookie, session, { httpOnly: true, sameSite: 'lax' });
}

export async function signOut(): Promise<void> {
  const jar = await cookies();
  sessions.delete(jar.get(cookie)?.value ?? '');
  jar.delete(cookie);
}
