import { isConfidential } from '@token-refresher/core';
import { unsetVariable } from '../client-authentication/credential.ts';
import type { InvalidOption } from '../options/check-options.ts';

/** Form parameters that carry a credential: they must not stand in an address (RFC 6749 section 2.3.1). */
const credentials = ['client_secret', 'client_assertion'];

/** Reads the options `tokenEndpoint` and `allowInsecureRequests`. @throws TypeError */
export function checkTokenEndpoint(invalid: InvalidOption, value: unknown, insecureHosts: unknown = []): URL {
  const option = 'tokenEndpoint';
  if (!Array.isArray(insecureHosts) || !insecureHosts.every(isHost)) {
    throw invalid('allowInsecureRequests', "must be a list of hosts, such as ['keycloak:8080']");
  }
  if (value === undefined || value === null || value === '') {
    throw invalid(
      option,
      `is missing; it is the address of the authorization server's token endpoint. ${unsetVariable}`,
    );
  }
  if (!(typeof value === 'string' || value instanceof URL) || !URL.canParse(value)) {
    throw invalid(option, 'must be an absolute URL');
  }
  const url = new URL(value);
  if (!isConfidential(url, insecureHosts)) {
    throw invalid(
      option,
      'must start with https://, because credentials go there; http:// is for this machine, and for hosts that option "allowInsecureRequests" names',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid(option, 'must not hold a user name or password; set options "clientId" and "clientSecret"');
  }
  if (url.href.includes('#')) throw invalid(option, 'must not have a fragment (RFC 6749 section 3.2)');
  if (credentials.some((name) => url.searchParams.has(name))) {
    throw invalid(option, 'must not hold credentials in its query; set options "clientId" and "clientSecret"');
  }
  return url;
}

/** Whether core takes it for a host: then it allows plain http to it. */
function isHost(entry: unknown): boolean {
  if (typeof entry !== 'string' || !URL.canParse(`http://${entry}`)) return false;
  return isConfidential(new URL(`http://${entry}`), [entry]);
}
