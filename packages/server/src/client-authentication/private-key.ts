import type { InvalidOption } from '../options/check-options.ts';

/** A key that oauth4webapi can sign with, and what goes into the assertion's header. */
export interface PrivateKey {
  readonly key: CryptoKey;
  readonly kid: string | undefined;
  readonly header: Readonly<Record<string, unknown>>;
}

/** Reads the option `privateKey`. @throws TypeError */
export function checkPrivateKey(invalid: InvalidOption, value: unknown): PrivateKey {
  const fail = (problem: string) => invalid('privateKey', problem);
  if (value === undefined || value === null) {
    throw fail("is missing; clientAuthentication: 'private_key_jwt' signs with it");
  }
  const {
    key,
    kid,
    header = {},
  }: { key?: unknown; kid?: unknown; header?: unknown } = value instanceof CryptoKey ? { key: value } : value;
  if (!(key instanceof CryptoKey)) {
    throw fail('must be a CryptoKey or { key, kid, header }. Import a PEM or JWK by crypto.subtle.importKey');
  }
  if (key.type !== 'private') throw fail(`is a ${key.type} key; it must be the private one`);
  if (!key.usages.includes('sign')) throw fail('cannot sign; import it with the usage "sign"');
  if (!isSupported(key)) {
    throw fail('must be RSA of 2048 bits or more (RSASSA-PKCS1-v1_5 or RSA-PSS, SHA-256 or longer), ECDSA or Ed25519');
  }
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) {
    throw fail('has a "kid" that is not a string, or empty');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw fail('has a "header" that is not an object');
  }
  const { alg } = header as { readonly alg?: unknown };
  if (alg !== undefined && !(alg === 'EdDSA' && key.algorithm.name === 'Ed25519')) {
    throw fail('has an "alg" in its "header"; the key says which one it is. For Ed25519 it may be called "EdDSA"');
  }
  return { key, kid, header: { ...header } };
}

function isSupported({ algorithm }: CryptoKey): boolean {
  switch (algorithm.name) {
    case 'ECDSA':
    case 'Ed25519':
      return true;
    case 'RSASSA-PKCS1-v1_5':
    case 'RSA-PSS': {
      const { hash, modulusLength } = algorithm as RsaHashedKeyAlgorithm;
      return hash.name !== 'SHA-1' && modulusLength >= 2048;
    }
    default:
      return false;
  }
}
