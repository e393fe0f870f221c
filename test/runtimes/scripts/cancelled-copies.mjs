// Of a long response the authorized fetch looks at a copy of the beginning, and cancels that copy. When the caller aborts
// then, its body has to say so, and nothing may be left that ends the process.
import { once } from 'node:events';
import { createServer } from 'node:http';
import process from 'node:process';
import { createAuthorizedFetch, createTokenRefresher, staticToken } from '@token-refresher/core';

const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));

const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  // More than is looked at, and then nothing more.
  response.write(`{"data":"${'x'.repeat(200_000)}`);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}/graphql`;
const authorizedFetch = createAuthorizedFetch(createTokenRefresher(staticToken('a-token')), { origins: 'any' });

const scenes = {
  async 'before it is read'(response, abort) {
    abort();
    return response.text();
  },
  async 'while it is read'(response, abort) {
    const reading = response.text();
    abort();
    return reading;
  },
  async 'while a clone is read'(response, abort) {
    const [reading, other] = [response.clone().text(), response.text()];
    abort();
    await other.catch(() => {});
    return reading;
  },
  async 'and nobody reads it'(_, abort) {
    abort();
    return 'nothing read';
  },
};

const outcomes = {};
for (const [name, scene] of Object.entries(scenes)) {
  const caller = new AbortController();
  const response = await authorizedFetch(url, { signal: caller.signal });
  outcomes[name] = await scene(response, () => caller.abort(new Error('I have no time'))).catch(
    (error) => error.message,
  );
  // Unhandled rejections are told when the promises of a turn have settled.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
server.closeAllConnections();
server.close();
process.stdout.write(`${JSON.stringify({ outcomes, unhandled })}\n`);
