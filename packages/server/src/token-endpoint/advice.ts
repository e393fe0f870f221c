import { redactedWhole } from './redactor.ts';
import type { RequestContext } from './request-context.ts';

type OAuthErrorBody = Readonly<Record<string, unknown>>;

/** What an OAuth error means for whoever has to repair it, as the rest of a sentence; the server's own words behind it. */
export function adviceOn(error: string, json: OAuthErrorBody | undefined, context: RequestContext): string {
  const words = serverWords(json);
  const redacted = words === undefined ? redactedWhole : context.redact(words);
  const quote = redacted === redactedWhole ? '' : ` The server says: ${redacted}`;
  return `: ${meaning(error, words, context)}.${quote}`;
}

function meaning(error: string, words: string | undefined, { authentication, scope }: RequestContext): string {
  switch (error) {
    case 'invalid_client': {
      const other = otherMethod(words, authentication);
      if (other) return `this client is registered for another way to authenticate. Set option ${other}`;
      if (authentication === 'private_key_jwt') {
        return 'it does not know the client, or does not accept its assertion. Check options "clientId" and "privateKey" (is the public half registered, under the same "kid"?), and whether it wants its "issuer" as the audience';
      }
      const alternative = authentication === 'client_secret_post' ? 'client_secret_basic' : 'client_secret_post';
      return `the client ID or the secret is wrong; a server does not say which. Check options "clientId" and "clientSecret". If both are right, this server may want clientAuthentication: '${alternative}'`;
    }
    case 'invalid_scope':
      return scope === undefined
        ? 'it wants to be asked for a scope. Set option "scope"'
        : `it does not grant the scope "${scope}" to this client. Check option "scope", and what the client is registered for`;
    case 'unauthorized_client':
      return 'this client may not use the client credentials grant. Allow it where the client is registered';
    case 'unsupported_grant_type':
      return 'it does not offer the client credentials grant. Check option "tokenEndpoint"';
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

/** The setting that the server names as the registered one, where it does (Ory Hydra does). */
function otherMethod(words: string | undefined, current: RequestContext['authentication']): string | undefined {
  if (!words || !/authentication method/i.test(words)) return undefined;
  const other = (['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const).find(
    (method) => method !== current && words.includes(`'${method}'`),
  );
  return other && `clientAuthentication: '${other}'`;
}

/** `error_description` (and Hydra's `error_hint`), when it is short and printable. */
function serverWords(json: OAuthErrorBody | undefined): string | undefined {
  const parts = [json?.error_description, json?.error_hint].filter((part) => typeof part === 'string' && part !== '');
  const words = parts.join(' ');
  return words.length <= 500 && /^[\x20-\x7e]+$/.test(words) ? words : undefined;
}
