import { TokenRequestError } from '@token-refresher/core';
import { clockTime } from './tell-event.ts';

/** What went wrong, and what the reader can do. */
export interface Problem {
  readonly text: string;
  readonly advice: string;
  /** What the button does: asks again, or gets a new session. */
  readonly action: 'ask again' | 'reload';
}

/** Puts an error of Apollo Client, urql or graphql-ws into words for whoever reads the page. */
export function problemOf(error: unknown, now: number = Date.now()): Problem {
  const tokenError = tokenErrorIn(error);
  if (tokenError?.code === 'access_denied') {
    return { text: 'Your session has ended.', advice: 'Reload the page to get a new one.', action: 'reload' };
  }
  if (tokenError) {
    const { retryAt } = tokenError;
    const next = retryAt === undefined || retryAt <= now ? '' : `The next try is at ${clockTime(retryAt)} or later.`;
    return {
      text: `No access token could be obtained (${tokenError.code}).`,
      advice: next,
      action: 'ask again',
    };
  }
  if (isUnauthorized(error)) {
    return {
      text: 'The API said “Unauthorized”, to the new token too.',
      advice: 'The broker replaces four refused tokens in a row, then one a minute.',
      action: 'ask again',
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { text: message.slice(0, 200), advice: '', action: 'ask again' };
}

interface ClientError {
  readonly cause?: unknown;
  readonly networkError?: unknown;
  readonly statusCode?: unknown;
  readonly code?: unknown;
  readonly response?: { readonly status?: unknown };
}

/** The token error, wherever the client has put it. */
function tokenErrorIn(error: unknown): TokenRequestError | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if (TokenRequestError.is(error)) return error;
  const { networkError, cause } = error as ClientError;
  return tokenErrorIn(networkError) ?? tokenErrorIn(cause);
}

/** HTTP 401 in Apollo Client and urql, close code 4401 in graphql-ws, which urql wraps. */
function isUnauthorized(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { statusCode, response, code, networkError } = error as ClientError;
  return statusCode === 401 || response?.status === 401 || code === 4401 || isUnauthorized(networkError);
}
