import { invalidOption } from '@token-refresher/core';

/** 32 bytes, or a text with their base64, base64url or hexadecimal form. */
export type EncryptionKey = Uint8Array | string;

const keyBytes = 32;

/**
 * Reads the option `encryptionKey`.
 *
 * @throws TypeError
 */
export function readEncryptionKeys(caller: string, option: unknown): Uint8Array<ArrayBuffer>[] {
  if (option === undefined) {
    const problem = 'is undefined; is the environment variable set? Leave the option out to encrypt nothing';
    throw invalidOption(caller, 'encryptionKey', problem);
  }
  const given: unknown[] = Array.isArray(option) ? option : [option];
  const keys = given.map(readKey);
  const wrong = keys.findIndex((key) => key?.length !== keyBytes);
  if (wrong >= 0 || keys.length === 0) {
    const which = Array.isArray(option) ? `must be a list of one or more keys; number ${wrong + 1} is none. Each` : '';
    const problem = `${which} must be ${keyBytes} bytes, or a text with their base64 or hexadecimal form`.trim();
    throw invalidOption(caller, 'encryptionKey', problem);
  }
  return keys as Uint8Array<ArrayBuffer>[];
}

/** A copy of the key's bytes, of whatever length; `undefined` when it is no key at all. */
function readKey(key: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (key instanceof Uint8Array) return Uint8Array.from(key);
  if (typeof key !== 'string') return undefined;
  if (/^[\da-f]{64}$/i.test(key)) {
    return Uint8Array.from(key.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  }
  return /^[\w+/-]{43}=?$/.test(key) ? fromBase64(key) : undefined;
}

/** The bytes of a base64 or base64url text. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** The base64url form of some bytes. */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
