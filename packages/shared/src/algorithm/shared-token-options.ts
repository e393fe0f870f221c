import {
  type Clock,
  checkOptionNames,
  type FetchToken,
  type Identified,
  invalidOption,
  systemClock,
  tokenIdentity,
} from '@token-refresher/core';
import { type EncryptionKey, readEncryptionKeys } from '../encryption/encryption-key.ts';
import type { SharedTokenEventListener } from '../shared-token-event.ts';

export type { EncryptionKey };

/** Options of every shared source. */
export interface SharedTokenOptions {
  /**
   * What the token is for. Processes share a token when this and the source are the same, so it has to differ where tokens
   * differ: put the user's id into it if each user has another token. Sources that say whose token they get, such as
   * `clientCredentials`, need none; if they have one, both count. Any other function needs one.
   */
  readonly name?: string | undefined;
  /**
   * Encrypts what is saved with AES-256-GCM: 32 bytes, or a text with their base64, base64url or hexadecimal form. With
   * several keys the first one encrypts, and all of them decrypt: to replace a key, add the new one at the end
   * everywhere, then put it first everywhere, then remove the old one. What cannot be decrypted is replaced.
   * `undefined` is in the type so that `process.env.TOKEN_KEY` can be passed as it is; it throws. Default: without the
   * option, nothing is encrypted.
   */
  readonly encryptionKey?: EncryptionKey | readonly EncryptionKey[] | undefined;
  /** Told when sharing does not work, and when it works again. Default: nobody. */
  readonly onEvent?: SharedTokenEventListener | undefined;
  /** Default: the system's clocks and timers. It must agree with the `expiresAt` of the source. */
  readonly clock?: Clock | undefined;
}

/** Options that have been checked. */
export interface SharedTokenSettings {
  /** Everything that makes the token what it is. */
  readonly identity: string;
  readonly keys: readonly Uint8Array<ArrayBuffer>[];
  readonly onEvent: SharedTokenEventListener | undefined;
  readonly clock: Clock;
}

const names = ['name', 'encryptionKey', 'onEvent'];

/**
 * Reads the options that all shared sources have. `caller` is the public function's name, for messages.
 *
 * @param more Names of options that not every caller has.
 * @throws TypeError that names the option.
 */
export function checkOptions(
  caller: string,
  fetchToken: FetchToken,
  options: SharedTokenOptions,
  more: readonly string[] = ['clock'],
): SharedTokenSettings {
  if (typeof fetchToken !== 'function') {
    throw new TypeError(`${caller}: fetchToken must be a function, such as clientCredentials({ … }).`);
  }
  checkOptionNames(caller, options, [...names, ...more]);
  const { name, onEvent, clock } = options;
  const said = (fetchToken as FetchToken & Identified)[tokenIdentity]?.();
  if (name === undefined ? !said : typeof name !== 'string' || name === '') {
    throw invalidOption(caller, 'name', 'must be a text that says which token is shared');
  }
  if (onEvent !== undefined && typeof onEvent !== 'function') {
    throw invalidOption(caller, 'onEvent', 'must be a function (event) => void');
  }
  if (clock !== undefined && typeof clock?.monotonicNow !== 'function') {
    throw invalidOption(caller, 'clock', 'must be a clock, as createTokenRefresher takes it');
  }
  return {
    identity: JSON.stringify([said ?? null, name ?? null]),
    keys: 'encryptionKey' in options ? readEncryptionKeys(caller, options.encryptionKey) : [],
    onEvent,
    clock: clock ?? systemClock,
  };
}
