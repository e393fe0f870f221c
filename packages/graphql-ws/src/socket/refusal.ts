import { type ApiResponse, isSocketRefusal } from '@token-refresher/core';
import { isThere } from './is-there.ts';
import type { Ending } from './runtime-socket.ts';

/** Servers that refuse a `connection_init` close with these, too. */
const refusalsOfConnects = [1000, 1005, 1008];
/**
 * What servers of the older protocol name when they refuse a `connection_init`: Hasura 1 "Could not verify JWT: JWTExpired",
 * "Malformed Authorization header", "invalid x-hasura-admin-secret/x-hasura-access-key", "Authentication hook unauthorized
 * this request"; subscriptions-transport-ws "Prohibited connection!"; others whatever their `onConnect` throws.
 */
const namesAuthentication =
  /\b(?:JW[STE]\w*|(?:access|auth|bearer|id|session)?[ _-]?tokens?|(?:un)?auth(?:n|enticat\w+|ori[sz]\w+)?|not (?:signed|logged) in|credentials?|(?:access|api)[ _-]?key|admin-secret|prohibited|forbidden)\b/i;
/** A parser's "Unexpected token", and limits that name what they count by. */
const namesAnother = /\bunexpected token|\btoo many\b|\b(?:rate|limit|quota)s?\b|\btimed? ?out\b/i;

/**
 * What the end of a connect amounts to, as a response: 401 when the server refused it, 503 when the token is not the
 * cause.
 *
 * @param url Without a token.
 * @param mayBeRefusedUnopened Whether the server has seen the token before the socket opens.
 */
export async function connectResponse(
  { code, reason, httpStatus, hasOpened, error }: Ending,
  url: string,
  mayBeRefusedUnopened: boolean,
): Promise<ApiResponse> {
  const statusOf = async (): Promise<number> => {
    if (httpStatus !== undefined) return httpStatus;
    if (refusalsOfConnects.includes(code) || isSocketRefusal(code, reason)) return 401;
    const isHidden = code === 1006 && (hasOpened || mayBeRefusedUnopened);
    return isHidden && (await isThere(url)) ? 401 : 503;
  };
  return { status: await statusOf(), body: reason, original: error };
}

/** The same for the end of an acknowledged socket. */
export function streamResponse({ code, reason, error }: Ending): ApiResponse {
  return { status: isSocketRefusal(code, reason) ? 401 : 503, body: reason, original: error };
}

/** The same for a message `connection_error`: it is about the token when it names authentication. */
export function messageResponse(text: string, error: Error): ApiResponse {
  const isRefused = namesAuthentication.test(text) && !namesAnother.test(text);
  return { status: isRefused ? 401 : 503, body: text, original: error };
}
