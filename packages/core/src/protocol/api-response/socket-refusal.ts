/** Servers of graphql-ws: Unauthorized, Forbidden. */
const closeCodes: readonly unknown[] = [4401, 4403];
/** Hasura closes with 4400 and a reason such as "Could not verify JWT: JWTExpired". */
const refusedJwt = /\bJWTExpired\b|could not verify JWT/i;

/**
 * Whether a GraphQL server has closed a WebSocket because of its token, as HTTP says it with 401: by code 4401 or 4403, or for
 * a reason that names the JWT. For authors of adapters.
 *
 * @param code The close code; `reason` its text.
 */
export function isSocketRefusal(code: unknown, reason: unknown): boolean {
  return closeCodes.includes(code) || (typeof reason === 'string' && refusedJwt.test(reason));
}
