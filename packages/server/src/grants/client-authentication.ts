import { type ClientAuth, ClientSecretBasic, ClientSecretPost, PrivateKeyJwt } from 'oauth4webapi';
import type { ClientAuthenticationMethod } from '../token-endpoint/request-context.ts';
import type { ClientCredentialsOptions } from './client-credentials-options.ts';
import { checkCredential } from './credential.ts';
import { invalidOption } from './invalid-option.ts';
import { checkPrivateKey } from './private-key.ts';

/** How the client proves itself, checked. */
export interface ClientAuthentication {
  readonly method: ClientAuthenticationMethod;
  readonly authenticate: ClientAuth;
  readonly clientSecret?: string;
}

/** Reads the options about client authentication. @throws TypeError that names the option. */
export function clientAuthentication(options: ClientCredentialsOptions): ClientAuthentication {
  const method = options.clientAuthentication ?? 'client_secret_post';
  switch (method) {
    case 'client_secret_post':
    case 'client_secret_basic': {
      if (options.privateKey !== undefined) {
        throw invalidOption('privateKey', `does not go with ${method}; set clientAuthentication: 'private_key_jwt'`);
      }
      if (options.issuer !== undefined) {
        throw invalidOption(
          'issuer',
          `has no meaning with ${method}; it is for clientAuthentication: 'private_key_jwt'`,
        );
      }
      const clientSecret = checkCredential('clientSecret', options.clientSecret);
      const authenticate = method === 'client_secret_post' ? ClientSecretPost : ClientSecretBasic;
      return { method, clientSecret, authenticate: authenticate(clientSecret) };
    }
    case 'private_key_jwt':
      if (options.clientSecret !== undefined) {
        throw invalidOption('clientSecret', 'does not go with private_key_jwt; leave it out');
      }
      return { method, authenticate: PrivateKeyJwt(checkPrivateKey(options.privateKey)) };
    default:
      throw invalidOption(
        'clientAuthentication',
        "must be 'client_secret_post' (the default), 'client_secret_basic' or 'private_key_jwt'",
      );
  }
}
