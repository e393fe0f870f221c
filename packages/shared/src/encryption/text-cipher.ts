import { fromBase64, toBase64Url } from './encryption-key.ts';

/** Encrypts and decrypts texts. */
export interface TextCipher {
  encrypt(text: string): Promise<string>;
  /** `undefined` when none of the keys decrypts it, or it was encrypted for something else. */
  decrypt(text: string): Promise<string | undefined>;
}

const prefix = 'A256GCM.';
const ivBytes = 12;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random 96-bit initialization vector, which stands in front of the encrypted text.
 *
 * @param keys The first one encrypts, all decrypt.
 * @param purpose Goes in as additional authenticated data: a text that was moved to another place does not decrypt.
 */
export function createTextCipher(keys: readonly Uint8Array<ArrayBuffer>[], purpose: string): TextCipher {
  const { subtle } = globalThis.crypto;
  const additionalData = new TextEncoder().encode(purpose);
  let imported: Promise<CryptoKey[]> | undefined;
  const importKeys = () => {
    imported ??= Promise.all(keys.map((key) => subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt'])));
    return imported;
  };

  return {
    async encrypt(text) {
      const [key] = await importKeys();
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
      const algorithm = { name: 'AES-GCM', iv, additionalData };
      const encrypted = await subtle.encrypt(algorithm, key as CryptoKey, new TextEncoder().encode(text));
      return prefix + toBase64Url(Uint8Array.of(...iv, ...new Uint8Array(encrypted)));
    },
    async decrypt(text) {
      const match = /^A256GCM\.([\w-]+)$/.exec(text);
      if (!match?.[1] || match[1].length % 4 === 1) return undefined;
      const bytes = fromBase64(match[1]);
      const algorithm = { name: 'AES-GCM', iv: bytes.subarray(0, ivBytes), additionalData };
      for (const key of await importKeys()) {
        try {
          return new TextDecoder().decode(await subtle.decrypt(algorithm, key, bytes.subarray(ivBytes)));
        } catch {
          // Another key may fit.
        }
      }
      return undefined;
    },
  };
}
