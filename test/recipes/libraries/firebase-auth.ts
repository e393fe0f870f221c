import type { FirebaseApp } from './firebase-app.ts';
import { accessToken } from './session.ts';

interface Auth {
  currentUser: { getIdToken(forceRefresh?: boolean): Promise<string> } | null;
  authStateReady(): Promise<void>;
}

export function getAuth(_: FirebaseApp): Auth {
  const getIdToken = async (isForced = false) => accessToken(isForced) ?? '';
  const auth: Auth = {
    currentUser: null,
    async authStateReady() {
      auth.currentUser = accessToken(false) === undefined ? null : { getIdToken };
    },
  };
  return auth;
}
