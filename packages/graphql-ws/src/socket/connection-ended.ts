/**
 * How a connection ended, in the form of graphql-ws's own `TerminatedCloseEvent`: a close event that is an `Error`. The
 * runtime's events are not passed on: they hold the socket, and with it the URL and the token.
 */
export function connectionEnded(
  code: number,
  reason: string,
  message: string | 0 | undefined = undefined,
  cause?: unknown,
): Error {
  const text = message || `The WebSocket was closed: ${code} ${reason}`.trim();
  return Object.assign(new Error(text, cause === undefined ? undefined : { cause }), { code, reason });
}

/** For graphql-ws a wait like that for a lost network. */
export function tryAgainLater(error: Error): Error {
  const message = `The API refused the token, and no new one is fetched for now. ${error.message}`;
  return connectionEnded(1013, 'Try again later', message, error);
}
