import type { AccessToken } from '../../token.ts';
import { tokenValueProblem } from '../token-usage/token-value.ts';
import { expiryOf } from './expiry.ts';

/** A token response that cannot be used. */
export interface UnusableTokenResponse {
  /** The field that keeps it from being used, such as `expires_in`. */
  readonly unusable: string;
  /**
   * What is wrong with the field and what to do, as the rest of a sentence; never holds the field's value, except a
   * `token_type` that is a registered one.
   */
  readonly problem: string;
}

/** Registered at IANA (OAuth Access Token Types), or known from a draft: such a value is no secret. */
const otherTypes = ['DPoP', 'PoP', 'N_A', 'mac'];

/**
 * Reads a token response (RFC 6749 section 5.1), as strictly as the token's use needs it and no more. For authors of
 * token sources.
 *
 * | field | is taken as |
 * |---|---|
 * | `token_type` | `Bearer` in any case; missing, `null`, empty or `BearerToken`, as some servers send it, count as `Bearer` |
 * | `expires_in` | seconds, as a number or digits in a string (`"3599.0"` too); `null` or empty as missing; 0 as a token that expires now |
 * | `scope` | names separated by spaces or commas, or in a list; `null` or empty as missing |
 *
 * @param json The parsed body.
 * @param sentAt When the token request was sent, in epoch milliseconds; the life counts from there.
 * @returns The token; its `scope` has spaces between the names. Or what is wrong.
 */
export function readTokenResponse(
  json: Readonly<Record<string, unknown>>,
  sentAt: number,
): AccessToken | UnusableTokenResponse {
  const { access_token: value, token_type: type, expires_in: expiresIn } = json;
  if (value === undefined || value === null || value === '') return { unusable: 'access_token', problem: 'is missing' };
  const valueProblem = tokenValueProblem(value);
  if (valueProblem) return { unusable: 'access_token', problem: valueProblem };
  const typeName = typeof type === 'string' ? type.toLowerCase() : undefined;
  if (!isAbsent(type) && typeName !== 'bearer' && typeName !== 'bearertoken') {
    const registered = otherTypes.find((name) => name.toLowerCase() === typeName);
    return {
      unusable: 'token_type',
      problem: `is ${registered ? `"${registered}", ` : ''}not "Bearer" (RFC 6750), the only type that can be sent. Have the client registered for bearer tokens`,
    };
  }
  const expiresAt = isAbsent(expiresIn) ? undefined : expiryOf(expiresIn, sentAt);
  if (Number.isNaN(expiresAt)) {
    return {
      unusable: 'expires_in',
      problem: 'is not a number of seconds from 0 up. A server that sets no limit has to leave it out',
    };
  }
  const scope = readScope(json.scope);
  if (scope === undefined) {
    return { unusable: 'scope', problem: 'is neither a string nor a list of strings. Have the server correct it' };
  }
  return {
    value: value as string,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(scope !== '' && { scope }),
  };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Names with spaces between them; empty when there are none. */
function readScope(scope: unknown): string | undefined {
  if (isAbsent(scope)) return '';
  const names: unknown[] = [scope].flat();
  if (!names.every((name) => typeof name === 'string')) return undefined;
  // RFC 6749 section 3.3 allows commas within names, where none is known to have one; Shopify and others write lists.
  return names
    .join(' ')
    .split(/[\s,]+/)
    .filter(Boolean)
    .join(' ');
}
