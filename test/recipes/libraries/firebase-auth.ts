import type { FirebaseApp } from './firebase-app.ts';
import { accessToken, fail, refreshed } from './session.ts';

interface Auth {
  currentUser: { getIdToken(forceRefresh?: boolean): Promise<string> } | null;
  authStateReady(): Promise<void>;
}

const firebaseError = (code: string) => fail(new Error(`Firebase: Error (${code}).`), { name: 'FirebaseError', code });

export function getAuth(_: FirebaseApp): Auth {
  const getIdToken = async (isForced = false) =>
    refreshed(isForced, {
      ended: () => firebaseError(process.env.ENDED_BY ?? ''),
      offline: () => firebaseError('auth/network-request-failed'),
    }) ?? '';
  const auth: Auth = {
    currentUser: null,
    async authStateReady() {
      auth.currentUser = accessToken(false) === undefined ? null : { getIdToken };
    },
  };
  return auth;
}
