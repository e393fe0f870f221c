import { TokenRequestError } from '../../errors.ts';
import { isPromise } from '../../is-promise.ts';
import type { AccessToken } from '../../token.ts';
import { tokenValueProblem } from './token-value.ts';

/** Epoch milliseconds passed this in 1973; epoch seconds will in the year 5138. */
const minEpochMs = 1e11;
/** Epoch seconds passed this in 2001; a life of so many milliseconds is 11 days. */
const minEpochSeconds = 1e9;
/** What a token's expiry is called elsewhere: `expires_in`, `accessTokenExpires`, `exp`. Not that of a refresh token. */
const otherExpiry = /^(?:access_?)?(?:token_?)?(?:exp$|expir|ttl|life_?time|valid_?until)/i;

/**
 * Checks what a `FetchToken` returned, as the token refresher does. For authors of sources that keep the tokens of
 * another source.
 *
 * @param now The wall clock, in epoch milliseconds.
 * @throws TokenRequestError `invalid_token_response`, permanent, when it is not an object with a `value`, `value` is no
 * token value or a promise of one, `expiresAt` is not in epoch milliseconds, or the expiry has another name: there is none,
 * and a number or a date is in a field called `exp`, or in one whose name begins with `expir`, `ttl`, `lifetime` or
 * `validUntil` (in any case, with underscores or without, also after `access`, `token` or `accessToken`). It names the
 * field, never a value.
 */
export function checkAccessToken(token: AccessToken, now: number): void {
  const problem = problemOf(token, now);
  if (problem === undefined) return;
  throw new TokenRequestError(`The source returned ${problem}.`, { code: 'invalid_token_response', permanent: true });
}

function problemOf(token: AccessToken, now: number): string | undefined {
  if (!('value' in Object(token))) return `${kindOf(token)}; return { value, expiresAt }`;
  const problem = valueProblem(token.value) ?? expiryProblem(token, now);
  return problem && `a token that cannot be used: its ${problem}`;
}

function kindOf(returned: unknown): string {
  if (typeof returned !== 'object') return returned === undefined ? 'undefined' : `a ${typeof returned}`;
  if (returned === null) return 'null';
  return 'json' in returned ? 'a Response' : 'an object without "value"';
}

function valueProblem(value: unknown): string | undefined {
  if (value === undefined) return '"value" is undefined: is an await missing, or has the field another name';
  if (isPromise(value)) return '"value" is a promise: await it';
  const problem = tokenValueProblem(value);
  return problem && `"value" ${problem}`;
}

function expiryProblem(token: AccessToken, now: number): string | undefined {
  const { expiresAt } = token;
  if (expiresAt === undefined) {
    const name = Object.entries(token).find(isOtherExpiry)?.[0];
    return name && `"${name}" is not read. Call its expiry "expiresAt", in epoch milliseconds: ${example}`;
  }
  if (!Number.isFinite(expiresAt)) return '"expiresAt" is not a number of epoch milliseconds';
  if (expiresAt <= 0) return '"expiresAt" is no time; leave it out if it is not known when the token expires';
  if (expiresAt >= minEpochMs || now <= minEpochMs) return undefined;
  const kind = expiresAt < minEpochSeconds ? 'not a time but a life' : 'in seconds';
  return `"expiresAt" is ${kind}; it must be in epoch milliseconds: ${example}`;
}

const example = 'Date.now() + expires_in * 1000';

function isOtherExpiry([name, value]: readonly [string, unknown]): boolean {
  if (!otherExpiry.test(name)) return false;
  return typeof value === 'number' || value instanceof Date || (typeof value === 'string' && isNumberOrDate(value));
}

/** Some runtimes read `Tier 1` as a date, too. */
function isNumberOrDate(text: string): boolean {
  const isNumber = text.trim() !== '' && !Number.isNaN(Number(text));
  return isNumber || (/\d{4}/.test(text) && !Number.isNaN(Date.parse(text)));
}
