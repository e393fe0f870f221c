/** How a token is put on a request: the one header of RFC 6750 section 2.1. */
export function authorizationHeaders(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** `own` headers with the token's in the place of those of the same name, whatever their case. */
export function withAuthorization(own: Readonly<Record<string, unknown>> = {}, token: string): Record<string, unknown> {
  const headers: Record<string, unknown> = authorizationHeaders(token);
  for (const name in own) if (!(name.toLowerCase() in headers)) headers[name] = own[name];
  return headers;
}
