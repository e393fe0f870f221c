export interface FirebaseApp {
  readonly name: string;
}

export function initializeApp(_: { readonly apiKey?: string; readonly authDomain?: string }): FirebaseApp {
  return { name: '[DEFAULT]' };
}
