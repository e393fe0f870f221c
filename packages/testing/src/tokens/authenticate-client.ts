/** How the client is registered to prove who it is (RFC 6749 section 2.3.1). */
export type ClientAuthentication = 'client_secret_post' | 'client_secret_basic';

/** The application as the token endpoint knows it. */
export interface Application {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly method: ClientAuthentication;
  readonly deleted: boolean;
}

const failure =
  'Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).';

/** `undefined` if the client is who it says it is, else the `error_description` that goes with `invalid_client`. */
export function clientAuthenticationProblem(
  authorization: string | undefined,
  parameters: URLSearchParams,
  application: Application,
): string | undefined {
  const basic = basicCredentials(authorization);
  const posted = parameters.has('client_secret');
  const id = basic?.id ?? parameters.get('client_id');
  const secret = basic?.secret ?? parameters.get('client_secret');
  if (application.deleted || id !== application.clientId) return failure;
  const used: ClientAuthentication = basic ? 'client_secret_basic' : 'client_secret_post';
  if (basic && posted) {
    return `${failure} The OAuth 2.0 Client supports client authentication method '${application.method}', but more than one method was used.`;
  }
  if (used !== application.method) {
    return `${failure} The OAuth 2.0 Client supports client authentication method '${application.method}', but method '${used}' was requested. You must configure the OAuth 2.0 client's 'token_endpoint_auth_method' value to accept '${used}'.`;
  }
  return secret === application.clientSecret ? undefined : failure;
}

function basicCredentials(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', ...rest] = decoded(encoded).split(':');
  return { id: formDecoded(id), secret: formDecoded(rest.join(':')) };
}

function decoded(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}

/** Both halves are form-encoded before they are joined, which many clients forget. */
function formDecoded(text: string): string {
  return new URLSearchParams(`v=${text}`).get('v') ?? '';
}
