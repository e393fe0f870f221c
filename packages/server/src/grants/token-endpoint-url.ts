import { isConfidential } from '@token-refresher/core';
import { invalidOption } from './invalid-option.ts';

/** Form parameters that carry a credential: they must not stand in an address (RFC 6749 section 2.3.1). */
const credentials = ['client_secret', 'client_assertion'];

/** Reads the option `tokenEndpoint`. @throws TypeError */
export function checkTokenEndpoint(value: unknown): URL {
  if (value === undefined || value === null || value === '') {
    throw invalidOption('tokenEndpoint', "is missing; it is the address of the authorization server's token endpoint");
  }
  const url = typeof value === 'string' || value instanceof URL ? parse(String(value)) : undefined;
  if (!url) throw invalidOption('tokenEndpoint', 'must be an absolute URL');
  if (!isConfidential(url)) {
    throw invalidOption(
      'tokenEndpoint',
      'must start with https://, because credentials go there; http:// is for this machine only',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw invalidOption('tokenEndpoint', 'must not hold a user name or password; set "clientId" and "clientSecret"');
  }
  if (url.href.includes('#')) throw invalidOption('tokenEndpoint', 'must not have a fragment (RFC 6749 section 3.2)');
  if (credentials.some((name) => url.searchParams.has(name))) {
    throw invalidOption('tokenEndpoint', 'must not hold credentials in its query; set "clientId" and "clientSecret"');
  }
  return url;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
