import type { ApiResponse } from '@token-refresher/core';
import { isThere } from './is-there.ts';
import type { Ending } from './runtime-socket.ts';

const refusalsOfConnects = [1000, 1005, 1008, 4401, 4403];
const refusalsOfStreams = [4401, 4403];
/** Hasura closes with 4400 and a reason such as "Could not verify JWT: JWTExpired". */
const refusedJwt = /\bJWTExpired\b|could not verify JWT/i;

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
    if (refusalsOfConnects.includes(code) || refusedJwt.test(reason)) return 401;
    const isHidden = code === 1006 && (hasOpened || mayBeRefusedUnopened);
    return isHidden && (await isThere(url)) ? 401 : 503;
  };
  return { status: await statusOf(), body: reason, original: error };
}

/** The same for the end of an acknowledged socket. */
export function streamResponse({ code, reason, error }: Ending): ApiResponse {
  const isRefused = refusalsOfStreams.includes(code) || refusedJwt.test(reason);
  return { status: isRefused ? 401 : 503, body: reason, original: error };
}
