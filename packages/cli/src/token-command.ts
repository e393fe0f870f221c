import { type AccessToken, createTokenRefresher, type FetchToken, startAttempt } from '@token-refresher/core';
import type { TokenArguments } from './command-line/read-arguments.ts';
import { tokenSource } from './command-line/token-source.ts';
import { longEnough } from './long-enough.ts';
import { UsageError } from './usage-error.ts';

/** @returns what is to be printed. @throws UsageError, and TokenRequestError when there is no token. */
export async function tokenCommand(values: TokenArguments): Promise<string> {
  if (values.header && values.json) throw new UsageError('--header and --json do not go together.');
  const source = await tokenSource(values);
  const rejected = values.rejected ? await rejectedToken() : undefined;
  const token = await getToken(longEnough(source), rejected);
  if (values.header) return `Authorization: Bearer ${token.value}\n`;
  return values.json ? `${JSON.stringify(tokenResponse(token))}\n` : `${token.value}\n`;
}

/** @param rejected A token that must not come back. */
async function getToken(fetchToken: FetchToken, rejected: string | undefined): Promise<AccessToken> {
  const tokens = createTokenRefresher(fetchToken, { refreshAheadMs: 0 });
  try {
    const attempt = startAttempt(tokens);
    const value = await attempt.getToken();
    if (value === rejected && (await attempt.retry({ status: 401 })) === undefined) {
      throw new Error('The authorization server has no other token than the rejected one.');
    }
    return await tokens.getToken();
  } finally {
    tokens.close();
  }
}

/** From standard input, so that no list of processes shows it. */
async function rejectedToken(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  const token = text
    .replace(/^\s*authorization:/i, '')
    .replace(/^\s*bearer /i, '')
    .trim();
  if (token === '') throw new UsageError('--rejected reads the rejected token from standard input, which is empty.');
  return token;
}

/** In the words of a token response (RFC 6749 section 5.1), and the time when the token expires. */
function tokenResponse({ value, expiresAt, scope }: AccessToken): object {
  return {
    access_token: value,
    token_type: 'Bearer',
    ...(expiresAt !== undefined && {
      expires_in: Math.floor((expiresAt - Date.now()) / 1000),
      expires_at: new Date(expiresAt).toISOString(),
    }),
    ...(scope !== undefined && { scope }),
  };
}
