import { type ClientAuth, ClientSecretBasic, ClientSecretPost, PrivateKeyJwt } from 'oauth4webapi';
import type { InvalidOption } from '../options/check-options.ts';
import type { ClientAuthenticationMethod } from '../token-endpoint/request-context.ts';
import type { ClientCredentialsOptions } from './client-credentials-options.ts';
import { checkCredential } from './credential.ts';
import { checkPrivateKey } from './private-key.ts';

/** How the client proves itself, checked. */
export interface ClientAuthentication {
  readonly method: ClientAuthenticationMethod;
  readonly authenticate: ClientAuth;
  /** What must not show in an error. */
  readonly secrets: readonly string[];
}

/** Reads the options about client authentication. @throws TypeError that names the option. */
export function checkClientAuthentication(
  invalid: InvalidOption,
  clientId: string,
  options: ClientCredentialsOptions,
): ClientAuthentication {
  const method = options.clientAuthentication ?? 'client_secret_post';
  switch (method) {
    case 'client_secret_post':
    case 'client_secret_basic': {
      if (options.privateKey !== undefined) {
        throw invalid('privateKey', `does not go with ${method}; set clientAuthentication: 'private_key_jwt'`);
      }
      if (options.issuer !== undefined) {
        throw invalid('issuer', `has no meaning with ${method}; it is for clientAuthentication: 'private_key_jwt'`);
      }
      const clientSecret = checkCredential(invalid, 'clientSecret', options.clientSecret);
      const authenticate = method === 'client_secret_post' ? ClientSecretPost : ClientSecretBasic;
      // The end of a short secret in a Basic header cannot be told by its letters alone.
      const secrets = [clientSecret, btoa(`${clientId}:${clientSecret}`)];
      return { method, secrets, authenticate: authenticate(clientSecret) };
    }
    case 'private_key_jwt':
      if (options.clientSecret !== undefined) {
        throw invalid('clientSecret', 'does not go with private_key_jwt; leave it out');
      }
      return { method, secrets: [], authenticate: PrivateKeyJwt(checkPrivateKey(invalid, options.privateKey)) };
    default:
      throw invalid(
        'clientAuthentication',
        "must be 'client_secret_post' (the default), 'client_secret_basic' or 'private_key_jwt'",
      );
  }
}
