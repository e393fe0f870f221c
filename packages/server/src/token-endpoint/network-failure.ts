import { TokenRequestError } from '@token-refresher/core';
import type { RequestContext } from './request-context.ts';

/** The failure of a token request that got no response, or only a part of one. */
export function networkFailure(error: unknown, { host, redact }: RequestContext): TokenRequestError {
  const chain = causes(error);
  const coded = chain.find((link) => codeOf(link, redact) !== undefined);
  const code = coded && codeOf(coded, redact);
  const timedOut = chain.some((link) => link.name === 'TimeoutError');
  return new TokenRequestError(
    `No complete response came from the token endpoint at ${host}${code ? ` (${code})` : ''}: ${explain(code, timedOut)}.`,
    { code: timedOut ? 'timeout' : 'network_error', cause: cleanCause(coded ?? chain.at(-1), code, redact) },
  );
}

/** Codes of OpenSSL, as Node passes them on. */
const unknownIssuers = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

function explain(code: string | undefined, timedOut: boolean): string {
  if (timedOut) return 'it took too long';
  if (code === 'ENOTFOUND') return 'this host name is not known; check option "tokenEndpoint", and the DNS';
  if (code === 'ECONNREFUSED') return 'nothing accepts connections there; check option "tokenEndpoint"';
  if (code && unknownIssuers.has(code)) {
    return 'its TLS certificate comes from an authority that this program does not know. If it is your own, name its certificate in the environment variable NODE_EXTRA_CA_CERTS, which Node reads at its start';
  }
  if (code && /CERT|SSL|TLS|SIGNATURE/.test(code)) return 'its TLS certificate or connection was not accepted';
  return 'check the network between this program and it';
}

/** The error and the causes behind it, outermost first. */
function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let link = error; link instanceof Error && chain.length < 5; link = link.cause) chain.push(link);
  return chain;
}

/** The system's code, such as `ENOTFOUND`. */
function codeOf(error: Error, redact: RequestContext['redact']): string | undefined {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Za-z]\w{1,39}$/.test(code) && redact(code) === code ? code : undefined;
}

/** A new error in the place of a foreign one, which may carry the whole request. */
function cleanCause(
  error: Error | undefined,
  code: string | undefined,
  redact: RequestContext['redact'],
): Error | undefined {
  if (!error) return undefined;
  const cause = new Error(redact(error.message).slice(0, 300));
  if (/^\w{1,40}$/.test(error.name) && redact(error.name) === error.name) {
    Object.defineProperty(cause, 'name', { value: error.name });
  }
  return code === undefined ? cause : Object.assign(cause, { code });
}
