import { OAuth2Client, OAuth2Fetch, type OAuth2Token } from '@badgateway/oauth2-client';
import { clientCredentials } from '@token-refresher/server';
import { withTokenRefresh } from 'fetch-extras';
import { type AccessToken, ClientCredentials } from 'simple-oauth2';
import type { Contestant } from './contestant.ts';

/** As its README shows it: `OAuth2Fetch` around the client credentials grant. */
export const badgateway: Contestant = {
  name: '@badgateway/oauth2-client',
  start({ tokenEndpoint, clientId, clientSecret }) {
    const client = new OAuth2Client({
      tokenEndpoint,
      clientId,
      clientSecret,
      authenticationMethod: 'client_secret_post',
    });
    let token: OAuth2Token | undefined;
    const wrapper = new OAuth2Fetch({
      client,
      async getNewToken() {
        token = await client.clientCredentials({ scope: ['api'] });
        return token;
      },
    });
    return {
      fetch: (url, init) => wrapper.fetch(url, init),
      expire() {
        if (token) token.expiresAt = 0;
      },
    };
  },
};

/** `withTokenRefresh` knows refusals only: the first token and the header are its user's affair, and expiry is nobody's. */
export const fetchExtras: Contestant = {
  name: 'fetch-extras withTokenRefresh',
  start({ tokenEndpoint, clientId, clientSecret }) {
    const fetchToken = clientCredentials({ tokenEndpoint, clientId, clientSecret, scope: 'api' });
    let token: string | undefined;
    const refreshToken = async () => {
      token = (await fetchToken({ signal: new AbortController().signal })).value;
      return token;
    };
    const refreshingFetch = withTokenRefresh({ refreshToken })(fetch);
    return {
      async fetch(url, init) {
        const authorization = `Bearer ${token ?? (await refreshToken())}`;
        return refreshingFetch(url, { ...init, headers: { ...init.headers, authorization } });
      },
      expire() {},
    };
  },
};

/** As its README shows it: `expired()` before each call; the response 401 is its user's affair. */
export const simpleOauth2: Contestant = {
  name: 'simple-oauth2',
  start({ origin, tokenEndpoint, clientId, clientSecret }) {
    const client = new ClientCredentials({
      client: { id: clientId, secret: clientSecret },
      auth: { tokenHost: origin, tokenPath: new URL(tokenEndpoint).pathname },
      options: { authorizationMethod: 'body' },
    });
    let token: AccessToken | undefined;
    const renew = async () => {
      token = await client.getToken({ scope: 'api' });
      return token;
    };
    const send = (url: string, init: RequestInit, { token: { access_token: value } }: AccessToken) =>
      fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${value}` } });
    return {
      async fetch(url, init) {
        const response = await send(url, init, token && !token.expired() ? token : await renew());
        return response.status === 401 ? send(url, init, await renew()) : response;
      },
      expire() {
        if (token) token = client.createToken({ ...token.token, expires_at: new Date(0) });
      },
    };
  },
};
