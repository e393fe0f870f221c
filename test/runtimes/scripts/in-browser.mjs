// The entry for browsers: a page without a secret, which gets its tokens from its own server.
import { TokenRequestError } from '@token-refresher/core';
import { smoke } from './smoke.mjs';

const fromOwnServer = (path) =>
  async function fetchToken({ signal }) {
    const response = await fetch(path, { method: 'POST', signal });
    const { access_token: value, expires_in: seconds, error: code } = await response.json();
    if (code) throw new TokenRequestError('The server gave no token.', { code, permanent: true });
    return { value, expiresAt: Date.now() + seconds * 1000 };
  };

export const play = async (settings) => {
  const report = await smoke({
    settings,
    fetchToken: fromOwnServer('/token/right'),
    fetchTokenWithWrongSecret: fromOwnServer('/token/wrong'),
  });
  return { runtime: navigator.userAgent, ...report };
};
