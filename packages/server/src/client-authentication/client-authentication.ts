import {
  type Client,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  clockSkew,
  modifyAssertion,
  None,
  PrivateKeyJwt,
  TlsClientAuth,
} from 'oauth4webapi';
import type { AskApplication } from '../options/ask-application.ts';
import { checkFlag } from '../options/check-flag.ts';
import type { InvalidOption } from '../options/check-options.ts';
import { readText } from '../options/read-text.ts';
import type { ClientAuthenticationMethod } from '../token-endpoint/request-context.ts';
import type { AnyClientOptions } from './client-options.ts';
import { checkCredential } from './credential.ts';
import { checkPrivateKey } from './private-key.ts';

/** How the client proves itself, checked. */
export interface ClientAuthentication {
  readonly method: ClientAuthenticationMethod;
  /** The audience of assertions. Default: the token endpoint. */
  readonly issuer?: string | undefined;
  /** For oauth4webapi's client. */
  readonly metadata?: Partial<Client>;
  /** What authenticates one request, and what must not show in its errors. */
  prepare(ask: AskApplication): Promise<PreparedAuthentication>;
}

export interface PreparedAuthentication {
  readonly authenticate: ClientAuth;
  readonly secrets: readonly string[];
}

/** With the `fetch` that would present a certificate. */
type Options = AnyClientOptions & { readonly fetch?: unknown };

/** Which options belong to which way to authenticate. */
const ownOptions: Readonly<Record<ClientAuthenticationMethod, readonly (keyof Options)[]>> = {
  client_secret_post: ['clientSecret'],
  client_secret_basic: ['clientSecret', 'formEncodeBasic'],
  private_key_jwt: ['privateKey', 'issuer', 'clockSkewMs', 'clientAssertion'],
  tls_client_auth: [],
  none: [],
};

/** Reads the options about client authentication. @throws TypeError that names the option. */
export function checkClientAuthentication(
  invalid: InvalidOption,
  clientId: string,
  options: Options,
  allowsPublicClients: boolean,
): ClientAuthentication {
  const method = checkMethod(invalid, options, allowsPublicClients);
  for (const [other, names] of Object.entries(ownOptions)) {
    for (const name of names) {
      if (options[name] === undefined || ownOptions[method].includes(name)) continue;
      throw invalid(name, `does not go with ${method}; it is for clientAuthentication: '${other}'`);
    }
  }
  switch (method) {
    case 'client_secret_post':
      return withSecret(invalid, clientId, options, method, ClientSecretPost);
    case 'client_secret_basic':
      return withSecret(
        invalid,
        clientId,
        options,
        method,
        checkFlag(invalid, 'formEncodeBasic', options.formEncodeBasic, true) ? ClientSecretBasic : PlainSecretBasic,
      );
    case 'private_key_jwt':
      return options.clientAssertion === undefined
        ? withPrivateKey(invalid, options)
        : withAssertion(invalid, options.clientAssertion, options);
    case 'tls_client_auth':
      if (options.fetch === undefined) {
        throw invalid('fetch', 'is missing: with tls_client_auth it has to present the client certificate');
      }
      return { method, prepare: async () => ({ authenticate: TlsClientAuth(), secrets: [] }) };
    case 'none':
      return { method, prepare: async () => ({ authenticate: clientId === '' ? () => {} : None(), secrets: [] }) };
  }
}

function checkMethod(invalid: InvalidOption, options: Options, allowsPublicClients: boolean) {
  const inferred = options.clientAssertion === undefined ? 'client_secret_post' : 'private_key_jwt';
  const method = options.clientAuthentication ?? inferred;
  const allowed = Object.keys(ownOptions).filter((name) => name !== 'none' || allowsPublicClients);
  if (typeof method === 'string' && allowed.includes(method)) return method as ClientAuthenticationMethod;
  throw invalid('clientAuthentication', `must be one of '${allowed.join("', '")}'; the default is the first`);
}

function withSecret(
  invalid: InvalidOption,
  clientId: string,
  { clientSecret }: Options,
  method: ClientAuthenticationMethod,
  authenticateWith: (secret: string) => ClientAuth,
): ClientAuthentication {
  const prepared = (value: unknown): PreparedAuthentication => {
    const secret = checkCredential(invalid, 'clientSecret', value);
    // The end of a short secret in a Basic header cannot be told by its letters alone.
    return { authenticate: authenticateWith(secret), secrets: [secret, btoa(`${clientId}:${secret}`)] };
  };
  if (typeof clientSecret === 'function') {
    return { method, prepare: (ask) => ask('clientSecret', () => clientSecret(), prepared) };
  }
  const always = prepared(clientSecret);
  return { method, prepare: async () => always };
}

/** For servers that take a Basic header as RFC 7617 says, without decoding its parts as RFC 6749 section 2.3.1 does. */
function PlainSecretBasic(secret: string): ClientAuth {
  return (_server, { client_id }, _body, headers) => {
    headers.set('authorization', `Basic ${btoa(`${client_id}:${secret}`)}`);
  };
}

function withPrivateKey(invalid: InvalidOption, options: Options): ClientAuthentication {
  const { key, kid, header } = checkPrivateKey(invalid, options.privateKey);
  const { issuer, clockSkewMs = 0 } = options;
  if (issuer !== undefined && (typeof issuer !== 'string' || issuer === '')) {
    throw invalid('issuer', 'must be the issuer identifier of the authorization server, a URL in a string');
  }
  if (typeof clockSkewMs !== 'number' || !Number.isFinite(clockSkewMs)) {
    throw invalid('clockSkewMs', 'must be a number of milliseconds');
  }
  const authenticate = PrivateKeyJwt(kid === undefined ? key : { key, kid }, {
    [modifyAssertion]: (fields) => void Object.assign(fields, header),
  });
  return {
    method: 'private_key_jwt',
    issuer,
    metadata: { [clockSkew]: Math.round(clockSkewMs / 1000) },
    prepare: async () => ({ authenticate, secrets: [] }),
  };
}

function withAssertion(invalid: InvalidOption, clientAssertion: unknown, options: Options): ClientAuthentication {
  if (typeof clientAssertion !== 'function') {
    throw invalid('clientAssertion', 'must be a function that returns the assertion, which lives for minutes only');
  }
  for (const name of ['privateKey', 'issuer', 'clockSkewMs'] as const) {
    if (options[name] !== undefined)
      throw invalid(name, 'does not go with "clientAssertion", which is signed elsewhere');
  }
  const prepared = (returned: unknown): PreparedAuthentication => {
    const text = readText(invalid, 'clientAssertion', 'an assertion', returned);
    if (!/^[\w-]+(?:\.[\w-]*)+$/.test(text)) throw invalid('clientAssertion', 'did not return a JWT');
    const authenticate: ClientAuth = (_server, { client_id }, body) => {
      body.set('client_id', client_id);
      body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
      body.set('client_assertion', text);
    };
    return { authenticate, secrets: [text] };
  };
  return {
    method: 'private_key_jwt',
    prepare: (ask) => ask('clientAssertion', () => clientAssertion(), prepared),
  };
}
