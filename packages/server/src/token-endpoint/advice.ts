import { redactedWhole } from './redactor.ts';
import type { RequestContext } from './request-context.ts';

/**
 * The server's own words as a sentence, redacted, and those of `ids` that do not stand in it; empty when there is nothing to
 * quote.
 */
export function quote(words: string | undefined, ids: readonly string[], { redact }: RequestContext): string {
  const redacted = words === undefined ? redactedWhole : redact(words);
  const text = redacted === redactedWhole ? '' : redacted;
  const others = ids.filter((id) => redact(id) === id && !text.includes(id.slice(id.indexOf(' ') + 1)));
  const said = [text, ...others].filter(Boolean).join(' ');
  return said && ` The server says: ${said}`;
}

/**
 * What an OAuth error means for whoever has to repair it, as the rest of a sentence.
 *
 * @param words The server's, in which it may name another way to authenticate.
 */
export function adviceOn(error: string, words: string | undefined, context: RequestContext): string {
  const { scope, grant, authentication } = context;
  switch (error) {
    case 'invalid_client': {
      const other = otherMethod(words, authentication);
      if (other) return `this client is registered for another way to authenticate. Set option ${other}`;
      return adviceOnClient(context);
    }
    case 'invalid_grant':
      return `what the ${grant} grant presents is wrong, has expired, or was used before`;
    case 'invalid_scope':
      return scope === undefined
        ? 'it wants to be asked for a scope. Set option "scope"'
        : `it does not grant the scope "${scope}" to this client. Check option "scope", and what the client is registered for`;
    case 'unauthorized_client':
      return `this client may not use the ${grant} grant. Allow it where the client is registered`;
    case 'unsupported_grant_type':
      return `it does not offer the ${grant} grant. Check option "tokenEndpoint"`;
    case 'invalid_request':
      return 'it finds the request incomplete or malformed. Check options "scope" and "parameters", and which parameters it documents';
    case 'invalid_target':
      return 'it does not know the API that the token is for. Check "resource" or "audience" in option "parameters"';
    case 'access_denied':
      return 'it denies this client a token. Check where the client is registered whether it is active and what it may do';
    case 'server_error':
    case 'temporarily_unavailable':
      return 'the fault is on its side; asking again later may help';
    default:
      return 'look this error up in its documentation';
  }
}

function adviceOnClient({ authentication, formEncodesBasic }: RequestContext): string {
  const wrong =
    'the client ID or the secret is wrong; a server does not say which. Check options "clientId" and "clientSecret". If both are right, this server may want';
  switch (authentication) {
    case 'private_key_jwt':
      return 'it does not know the client, or does not accept its assertion. Check options "clientId" and "privateKey" (is the public half registered, under the same "kid"?), whether it wants its "issuer" as the audience, and whether the clocks agree (option "clockSkewMs")';
    case 'tls_client_auth':
      return 'it does not know the client, or not by this certificate. Check option "clientId", whether option "fetch" presents the certificate that is registered, and whether option "tokenEndpoint" is the address for mutual TLS';
    case 'none':
      return 'it does not know the client, or wants it to authenticate. Check option "clientId", and set option "clientAuthentication"';
    case 'client_secret_post':
      return `${wrong} clientAuthentication: 'client_secret_basic'`;
    case 'client_secret_basic':
      return `${wrong} clientAuthentication: 'client_secret_post'${formEncodesBasic ? ', or formEncodeBasic: false where a sign such as - or _ stands in one of them' : ''}`;
  }
}

/** The setting that the server names as the registered one, where it does (Ory Hydra does). */
function otherMethod(words: string | undefined, current: RequestContext['authentication']): string | undefined {
  if (!words || !/authentication method/i.test(words)) return undefined;
  const other = (['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const).find(
    (method) => method !== current && words.includes(`'${method}'`),
  );
  return other && `clientAuthentication: '${other}'`;
}
