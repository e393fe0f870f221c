import { TokenRequestError } from '@token-refresher/core';
import { oneLine } from './say.ts';
import { UsageError } from './usage-error.ts';

/** What each option of `clientCredentials` is called here: an argument, or the variable that the value came from. */
export interface OptionNames {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const others: Readonly<Record<string, string>> = {
  scope: '--scope',
  parameters: '--parameter',
  clientAuthentication: '--client-authentication',
  allowInsecureRequests: '--allow-insecure-requests',
  allowNarrowerScope: '--allow-narrower-scope',
  formEncodeBasic: '--no-form-encode-basic',
};

/** What the libraries say to programs. */
const sentences: readonly [said: RegExp, here: string][] = [
  [/^(?:clientCredentials|fileToken): /, ''],
  [/^path must .*$/, '--cache-file must be the path of a file; leave it out for the cache folder.'],
  [/ \("timeoutMs"\)/, ''],
  [/ must be a list of hosts, such as .*$/, ' must be a host, such as keycloak:8080; it may come several times.'],
  [/; set option "privateKey" or "clientAssertion"/, ', because there are no assertions here'],
  [/ A source that sends its request .*$/s, ''],
  [
    /: keep one token refresher per identity, and share its token between processes\./,
    '; runs share one by --cache-file.',
  ],
  [
    /Set option clientAuthentication: 'private_key_jwt'/,
    'This command has client_secret_post and client_secret_basic; register it for one of them',
  ],
  [/(?:option )?clientAuthentication: '(\w+)'/g, '--client-authentication $1'],
  [/formEncodeBasic: false/, '--no-form-encode-basic'],
];

/** A library's sentence, in which options are called what they are called here. What a server said stays as it is. */
export function inOwnWords(message: string, names?: OptionNames): string {
  const own: Readonly<Record<string, string>> = { ...others, ...names };
  const [ours = '', ...quoted] = message.split(/(?= The server says: )/);
  const said = sentences.reduce((text, [theirs, here]) => text.replace(theirs, here), ours);
  return [
    // Fields of a token response may have the names of options.
    said.replace(/\boptions? ("\w+"(?:(?:, | and | or )"\w+")*)/g, (_, options: string) =>
      options.replace(/"(\w+)"/g, (quotedName, name) => (Object.hasOwn(own, name) ? `${own[name]}` : quotedName)),
    ),
    ...quoted,
  ].join('');
}

/** Why there is no token, in the words of the command line. */
export function failureInOwnWords(error: unknown, names: OptionNames): unknown {
  // The file of the secret is read for each token request, by a function that is an option.
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof UsageError) {
    return new TokenRequestError(cause.message, { code: 'invalid_request', permanent: true });
  }
  return TokenRequestError.is(error) ? new TokenRequestError(inOwnWords(error.message, names), error) : error;
}

/** What an error says, in one line. */
export function sentenceOf(error: Error): string {
  return oneLine(inOwnWords(error.message));
}
