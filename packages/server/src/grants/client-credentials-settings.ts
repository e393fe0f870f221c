import type { AuthorizationServer, Client, ClientAuth } from 'oauth4webapi';
import { checkOptions, type InvalidOption } from '../options/check-options.ts';
import { createRedactor } from '../token-endpoint/redactor.ts';
import type { RequestContext } from '../token-endpoint/request-context.ts';
import { checkClientAuthentication } from './client-authentication.ts';
import type { ClientCredentialsOptions } from './client-credentials-options.ts';
import { checkCredential } from './credential.ts';
import { checkParameters, isSecretParameter } from './parameters.ts';
import { checkTokenEndpoint } from './token-endpoint-url.ts';

/** What {@link clientCredentials} works with: its options, checked, in oauth4webapi's terms. */
export interface ClientCredentialsSettings {
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly authenticate: ClientAuth;
  /** The form parameters of every request. The grant type and the credentials are added to a copy. */
  readonly form: URLSearchParams;
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly context: RequestContext;
}

const optionNames: readonly (keyof ClientCredentialsOptions)[] = [
  'tokenEndpoint',
  'clientId',
  'clientSecret',
  'clientAuthentication',
  'privateKey',
  'issuer',
  'scope',
  'parameters',
  'fetch',
];

/** @throws TypeError that names the option and says what to do. */
export function checkClientCredentialsOptions(options: ClientCredentialsOptions): ClientCredentialsSettings {
  const invalid = checkOptions('clientCredentials', options, optionNames);
  const endpoint = checkTokenEndpoint(invalid, options.tokenEndpoint);
  const clientId = checkCredential(invalid, 'clientId', options.clientId);
  const { method, authenticate, secrets } = checkClientAuthentication(invalid, clientId, options);
  const scope = checkScope(invalid, options.scope);
  const form = checkParameters(invalid, options.parameters);
  const [secretParameters, otherParameters] = [true, false].map((isSecret) =>
    [...form].filter(([name]) => isSecretParameter(name) === isSecret).map(([, value]) => value),
  ) as [string[], string[]];
  const redact = createRedactor({
    secrets: [...secrets, ...secretParameters],
    others: [...otherParameters, endpoint.search, ...endpoint.searchParams.values()],
  });
  if (scope !== undefined) form.set('scope', scope);
  if (options.fetch !== undefined && typeof options.fetch !== 'function') {
    throw invalid('fetch', 'must be a function like the global fetch');
  }
  return {
    // oauth4webapi uses the issuer as the audience of a signed assertion, and for nothing else here.
    server: { issuer: checkIssuer(invalid, options.issuer) ?? endpoint.href, token_endpoint: endpoint.href },
    client: { client_id: clientId },
    authenticate,
    form,
    fetch: options.fetch,
    context: { host: endpoint.host, authentication: method, scope, redact },
  };
}

/** RFC 6749 section 3.3. */
function checkScope(invalid: InvalidOption, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) throw invalid('scope', "must be one string; join the names with spaces: scope.join(' ')");
  if (typeof value !== 'string') throw invalid('scope', `must be a string, not ${typeof value}`);
  if (value === '') throw invalid('scope', 'is empty; leave it out to ask for none');
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(value)) {
    throw invalid('scope', 'must be names of visible ASCII, without " and \\, separated by single spaces');
  }
  return value;
}

function checkIssuer(invalid: InvalidOption, value: unknown): string | undefined {
  if (value !== undefined && (typeof value !== 'string' || value === '')) {
    throw invalid('issuer', 'must be the issuer identifier of the authorization server, a URL in a string');
  }
  return value;
}
