import type { InvalidOption } from '../options/check-options.ts';

/** Reads the option `privateKey`; what it lets through, oauth4webapi can sign with. @throws TypeError */
export function checkPrivateKey(invalid: InvalidOption, value: unknown): { key: CryptoKey; kid?: string } {
  if (value === undefined || value === null) {
    throw invalid('privateKey', "is missing; clientAuthentication: 'private_key_jwt' signs with it");
  }
  const { key, kid }: { key?: unknown; kid?: unknown } = value instanceof CryptoKey ? { key: value } : value;
  if (!(key instanceof CryptoKey)) {
    throw invalid('privateKey', 'must be a CryptoKey or { key, kid }. Import a PEM or JWK by crypto.subtle.importKey');
  }
  if (key.type !== 'private') throw invalid('privateKey', `is a ${key.type} key; it must be the private one`);
  if (!key.usages.includes('sign')) throw invalid('privateKey', 'cannot sign; import it with the usage "sign"');
  if (!isSupported(key)) {
    throw invalid(
      'privateKey',
      'must be RSA of 2048 bits or more (RSASSA-PKCS1-v1_5 or RSA-PSS, SHA-256 or longer), ECDSA or Ed25519',
    );
  }
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) {
    throw invalid('privateKey', 'has a "kid" that is not a string, or empty');
  }
  return kid === undefined ? { key } : { key, kid };
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
