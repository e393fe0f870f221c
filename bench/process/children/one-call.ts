// A script that makes one call, prints the response and what would keep the process alive, and is done.
import { createAuthorizedFetch, createTokenRefresher } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';

const { url, ...credentials } = JSON.parse(process.argv[2] ?? '{}');
const authorizedFetch = createAuthorizedFetch(createTokenRefresher(clientCredentials(credentials)), { origins: 'any' });
const response = await authorizedFetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"query":"{ viewer }"}',
});
console.log(JSON.stringify({ response: await response.text(), keepsAlive: process.getActiveResourcesInfo() }));
