export type { EncryptionKey, SharedTokenOptions } from './algorithm/shared-token-options.ts';
export { sharedToken } from './shared-token.ts';
export type { SharedTokenEvent, SharedTokenEventListener } from './shared-token-event.ts';
export type { TokenStore } from './token-store.ts';
