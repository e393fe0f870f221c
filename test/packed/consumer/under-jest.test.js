// A user's own test. Jest resolves and loads modules itself, and can require no ES module.
const { once } = require('node:events');
const { createServer } = require('node:http');

test.each(JSON.parse(process.env.SPECIFIERS))('%s can be required', (specifier) => {
  expect(Object.keys(require(specifier))).not.toEqual([]);
});

test('a token is fetched', async () => {
  const { createTokenRefresher } = require('@token-refresher/core');
  const { clientCredentials } = require('@token-refresher/server');
  const requests = [];
  const server = createServer(async (request, response) => {
    const body = await request.toArray();
    requests.push(`${request.method} ${request.url} ${Buffer.concat(body)}`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token: 'a-token', token_type: 'bearer', expires_in: 600 }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const tokenEndpoint = `http://127.0.0.1:${server.address().port}/token`;
    const tokens = createTokenRefresher(clientCredentials({ tokenEndpoint, clientId: 'id', clientSecret: 'secret' }));
    expect((await tokens.getToken()).value).toBe('a-token');
    expect(requests).toEqual(['POST /token grant_type=client_credentials&client_id=id&client_secret=secret']);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
