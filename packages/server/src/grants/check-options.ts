import type { AuthorizationServer, Client, ClientAuth } from 'oauth4webapi';
import { redactor } from '../token-endpoint/redact.ts';
import type { RequestContext } from '../token-endpoint/request-context.ts';
import { clientAuthentication } from './client-authentication.ts';
import type { ClientCredentialsOptions } from './client-credentials-options.ts';
import { checkCredential } from './credential.ts';
import { invalidOption } from './invalid-option.ts';
import { checkTokenEndpoint } from './token-endpoint-url.ts';

/** What {@link clientCredentials} works with: its options, checked, in oauth4webapi's terms. */
export interface CheckedOptions {
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly authenticate: ClientAuth;
  /** The form parameters of every request. The grant type and the credentials are added to a copy. */
  readonly form: URLSearchParams;
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly context: RequestContext;
}

/** @throws TypeError that names the option and says what to do. */
export function checkOptions(options: ClientCredentialsOptions): CheckedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('clientCredentials: needs an object with "tokenEndpoint", "clientId" and "clientSecret".');
  }
  const endpoint = checkTokenEndpoint(options.tokenEndpoint);
  const clientId = checkCredential('clientId', options.clientId);
  const { method, authenticate, clientSecret } = clientAuthentication(options);
  const scope = checkScope(options.scope);
  const form = checkParameters(options.parameters);
  if (scope !== undefined) form.set('scope', scope);
  if (options.fetch !== undefined && typeof options.fetch !== 'function') {
    throw invalidOption('fetch', 'must be a function like the global fetch');
  }
  return {
    // oauth4webapi uses the issuer as the audience of a signed assertion, and for nothing else here.
    server: { issuer: checkIssuer(options.issuer) ?? endpoint.href, token_endpoint: endpoint.href },
    client: { client_id: clientId },
    authenticate,
    form,
    fetch: options.fetch,
    context: { host: endpoint.host, authentication: method, scope, redact: redactor(clientId, clientSecret) },
  };
}

/** RFC 6749 section 3.3. */
function checkScope(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value))
    throw invalidOption('scope', "must be one string; join the names with spaces: scope.join(' ')");
  if (typeof value !== 'string') throw invalidOption('scope', `must be a string, not ${typeof value}`);
  if (value === '') throw invalidOption('scope', 'is empty; leave it out to ask for none');
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(value)) {
    throw invalidOption('scope', 'must be names of visible ASCII, without " and \\, separated by single spaces');
  }
  return value;
}

function checkParameters(value: unknown): URLSearchParams {
  const form = new URLSearchParams();
  if (value === undefined) return form;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidOption('parameters', 'must be an object of strings');
  }
  for (const [name, text] of Object.entries(value)) {
    if (/^(?:grant_type|client_id|client_secret|scope|client_assertion.*)$/.test(name)) {
      throw invalidOption('parameters', `must not contain "${name}"; another option stands for it`);
    }
    if (typeof text !== 'string') throw invalidOption('parameters', `has "${name}" with a value that is not a string`);
    form.set(name, text);
  }
  return form;
}

function checkIssuer(value: unknown): string | undefined {
  if (value !== undefined && (typeof value !== 'string' || value === '')) {
    throw invalidOption('issuer', 'must be the issuer identifier of the authorization server, a URL in a string');
  }
  return value;
}
