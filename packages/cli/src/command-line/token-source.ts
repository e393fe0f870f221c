import type { FetchToken, FetchTokenOptions } from '@token-refresher/core';
import { type ClientCredentialsOptions, clientCredentials } from '@token-refresher/server';
import { fileToken } from '@token-refresher/shared/file';
import { failureInOwnWords, inOwnWords, type OptionNames } from '../own-words.ts';
import { say } from '../say.ts';
import { UsageError } from '../usage-error.ts';
import { cacheFileFailure } from './cache-file-failure.ts';
import { presetOf } from './preset.ts';
import type { CommonArguments } from './read-arguments.ts';
import { placeOf, readCredential } from './read-credential.ts';

const ways = ['client_secret_post', 'client_secret_basic'] as const;

/** A source that is shared with other runs through its file. */
export interface SharedSource {
  readonly fetchToken: FetchToken;
  /** Whether this run has asked the token endpoint itself. */
  hasAsked(): boolean;
}

/** The token that the arguments ask for. @throws UsageError */
export async function tokenSource(values: CommonArguments): Promise<SharedSource> {
  const preset = presetOf(values.preset);
  const tokenEndpoint = values['token-endpoint'] ?? preset.tokenEndpoint ?? process.env.TOKEN_ENDPOINT;
  if (!tokenEndpoint) {
    throw new UsageError('The token endpoint is missing: give --token-endpoint, or set the variable TOKEN_ENDPOINT.');
  }
  const secret = {
    title: 'client secret',
    option: 'client-secret-file',
    variable: `${preset.prefix}CLIENT_SECRET`,
  } as const;
  const id = { title: 'client id', option: 'client-id-file', variable: `${preset.prefix}CLIENT_ID` } as const;
  const clientId = await readCredential(id, values);
  await readCredential(secret, values);
  const scope = values.scope ?? preset.scope;
  const isFromVariable = values['token-endpoint'] === undefined && preset.tokenEndpoint === undefined;
  const names: OptionNames = {
    tokenEndpoint: isFromVariable ? 'TOKEN_ENDPOINT' : '--token-endpoint',
    clientId: placeOf(id, values),
    clientSecret: placeOf(secret, values),
  };
  return usageErrors(names, () => {
    const source = clientCredentials({
      tokenEndpoint,
      clientId,
      // Read before each request: orchestrators replace the file when the secret is rotated.
      clientSecret: () => readCredential(secret, values),
      clientAuthentication: clientAuthentication(values['client-authentication']),
      parameters: parameters(values.parameter ?? []),
      allowInsecureRequests: values['allow-insecure-requests'],
      allowNarrowerScope: values['allow-narrower-scope'],
      ...(values['no-form-encode-basic'] && { formEncodeBasic: false }),
      ...(scope !== undefined && { scope }),
    });
    let hasAsked = false;
    const ask = (request: FetchTokenOptions) => {
      hasAsked = true;
      return source(request).catch((error: unknown) => {
        throw failureInOwnWords(error, names);
      });
    };
    const fetchToken = fileToken(values['cache-file'], Object.assign(ask, source), {
      onEvent(event) {
        if (event.type === 'not-shared') say(cacheFileFailure(event, values['cache-file']));
      },
    });
    return { fetchToken, hasAsked: () => hasAsked };
  });
}

function clientAuthentication(given = 'client_secret_post'): (typeof ways)[number] {
  const way = ways.find((each) => each === given);
  if (way) return way;
  throw new UsageError(`--client-authentication must be one of: ${ways.join(', ')}.`);
}

function parameters(given: readonly string[]): NonNullable<ClientCredentialsOptions['parameters']> {
  const all = new Map<string, string[]>();
  for (const parameter of given) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(parameter) ?? [];
    if (name === undefined || value === undefined) throw new UsageError('--parameter must be NAME=VALUE.');
    all.set(name, [...(all.get(name) ?? []), value]);
  }
  return Object.fromEntries(all);
}

/** Options that the library cannot use are wrong usage of the command line. */
function usageErrors<Result>(names: OptionNames, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(inOwnWords(error.message, names)) : error;
  }
}
