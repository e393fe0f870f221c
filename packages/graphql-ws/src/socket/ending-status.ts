import { isThere } from './is-there.ts';
import type { Ending } from './runtime-socket.ts';

/** Close codes that say "refused" before the acknowledgement. */
const refusals = [1000, 1005, 1008, 4401, 4403];

/**
 * What the end of a connect amounts to, as an HTTP status: 401 when the server refused it, 503 when it is not the fault
 * of the token.
 *
 * @param url Without a token.
 * @param mayBeRefusedUnopened Whether the server has seen the token before the socket opens.
 */
export async function endingStatus(
  { code, httpStatus, hasOpened }: Ending,
  url: string,
  mayBeRefusedUnopened: boolean,
): Promise<number> {
  if (httpStatus !== undefined) return httpStatus;
  if (refusals.includes(code)) return 401;
  const isHidden = code === 1006 && (hasOpened || mayBeRefusedUnopened);
  return isHidden && (await isThere(url)) ? 401 : 503;
}
