import {
  type ClientAuthentication,
  checkClientAuthentication,
} from '../client-authentication/client-authentication.ts';
import { checkCredential } from '../client-authentication/credential.ts';
import { type AskApplication, createAskApplication } from '../options/ask-application.ts';
import { checkFlag } from '../options/check-flag.ts';
import { checkOptions, type InvalidOption } from '../options/check-options.ts';
import { createRedactor } from '../token-endpoint/redactor.ts';
import type { RequestContext } from '../token-endpoint/request-context.ts';
import type { AnyEndpointOptions } from './endpoint-options.ts';
import { type FormParameter, isSecretName, parameterOwners } from './parameters.ts';
import { queryValues } from './query-values.ts';
import { checkHeaders } from './request-headers.ts';
import { checkTokenEndpoint } from './token-endpoint-url.ts';

/** What a grant works with: its options, checked. */
export interface EndpointSettings {
  readonly endpoint: URL;
  readonly clientId: string | undefined;
  readonly client: ClientAuthentication;
  readonly scope: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly onTokenResponse: AnyEndpointOptions['onTokenResponse'];
  readonly invalid: InvalidOption;
  /** What may be said about a request with these parameters. @param secrets What else must not show. */
  contextOf(parameters: readonly FormParameter[], secrets: readonly string[]): RequestContext;
  /** For options that are functions and give what a request needs. */
  readonly ask: AskApplication;
}

const optionNames: readonly (keyof AnyEndpointOptions)[] = [
  'tokenEndpoint',
  'clientId',
  'clientSecret',
  'clientAuthentication',
  'formEncodeBasic',
  'privateKey',
  'issuer',
  'clockSkewMs',
  'clientAssertion',
  'scope',
  'allowNarrowerScope',
  'parameters',
  'headers',
  'allowInsecureRequests',
  'onTokenResponse',
  'fetch',
];

/** What differs between grants. */
export interface GrantKind {
  /** The function whose options these are. */
  readonly caller: string;
  /** The grant's name in sentences. */
  readonly grant: string;
  /** Options of its own. */
  readonly own?: readonly string[];
  /** Form parameters that the grant sets itself, and what to do instead of setting them. */
  readonly ownParameters?: Readonly<Record<string, string>>;
  /** Whether public clients may use it. */
  readonly allowsPublicClients: boolean;
  /** Whether a public client need not say who it is. */
  readonly allowsNoClientId?: boolean;
}

/** @throws TypeError that names the option and says what to do. */
export function checkEndpointOptions(options: AnyEndpointOptions, kind: GrantKind): EndpointSettings {
  const names = [...optionNames, ...(kind.own ?? [])];
  const invalid = checkOptions(kind.caller, options, names, { ...parameterOwners, ...kind.ownParameters });
  const endpoint = checkTokenEndpoint(invalid, options.tokenEndpoint, options.allowInsecureRequests);
  const isNameless = kind.allowsNoClientId && options.clientAuthentication === 'none' && options.clientId === undefined;
  const clientId = isNameless ? undefined : checkCredential(invalid, 'clientId', options.clientId);
  const client = checkClientAuthentication(invalid, clientId ?? '', options, kind.allowsPublicClients);
  const scope = checkScope(invalid, options.scope);
  const headers = checkHeaders(invalid, options.headers);
  for (const name of ['fetch', 'onTokenResponse'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') throw invalid(name, 'must be a function');
  }
  const { fetch, onTokenResponse } = options;
  const allowNarrowerScope = checkFlag(invalid, 'allowNarrowerScope', options.allowNarrowerScope, false);
  const said = {
    ...{ caller: kind.caller, grant: kind.grant, host: endpoint.host, scope, allowNarrowerScope },
    authentication: client.method,
    formEncodesBasic: options.formEncodeBasic !== false,
  };
  const query = queryValues(endpoint);
  const contextOf: EndpointSettings['contextOf'] = (parameters, secrets) => {
    const sent = [...parameters, ...Object.entries(headers)];
    const values = (isSecret: boolean) =>
      sent.filter(([name]) => isSecretName(name) === isSecret).map(([, value]) => value);
    const redact = createRedactor({
      secrets: [...secrets, ...values(true), ...query.secrets],
      others: [...values(false), ...query.others],
    });
    return { ...said, redact };
  };
  const ask = createAskApplication(kind.caller);
  return { endpoint, clientId, client, scope, headers, fetch, onTokenResponse, invalid, contextOf, ask };
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
