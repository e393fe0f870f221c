// The API of ../api-process.ts. It ends when its parent lets go of it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLocalApi } from '@token-refresher/test-support';

if (process.argv[2] === 'graphql') {
  const api = await startLocalApi();
  process.send?.({ url: api.url, token: api.issueToken() });
  // The log of requests would grow all the time.
  setInterval(() => api.resetLog(), 200).unref();
} else {
  const trade = {
    block: 21_000_000,
    time: '2026-11-21T20:00:00Z',
    amount: '1234.5678',
    symbol: 'WETH',
    price: 0.00042,
  };
  const viewer = process.argv[2] === 'fixed' ? 'viewer' : Array.from({ length: 138 }, () => trade);
  const body = JSON.stringify({ data: { viewer } });
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
    });
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, token: 'a-token' });
  });
}
process.on('disconnect', () => process.exit());
