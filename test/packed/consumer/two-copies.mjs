// Loads every package twice, as an ES module and as CommonJS, and lets each copy work with what the other one made.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const load = async (name) => ({ esm: await import(name), cjs: require(name) });
const core = await load('@token-refresher/core');
const server = await load('@token-refresher/server');
const graphqlRequest = await load('@token-refresher/graphql-request');
const { GraphQLClient } = require('graphql-request');

/** Refuses the first token, as an API does that has revoked it. */
const api = (sent) => async (_url, init) => {
  const token = new Headers(init.headers).get('authorization');
  sent.push(token);
  if (token === 'Bearer first') return new Response('Unauthorized', { status: 401 });
  return Response.json({ data: { echo: 'here' } });
};
const twoTokens = () => {
  const values = ['first', 'second'];
  return async () => ({ value: values.shift() });
};
const wrongSecret = {
  tokenEndpoint: 'https://auth.test/token',
  clientId: 'id',
  clientSecret: 'wrong',
  fetch: async () => Response.json({ error: 'invalid_client' }, { status: 401 }),
};

const outcome = {};
for (const [mine, theirs] of [
  ['esm', 'cjs'],
  ['cjs', 'esm'],
]) {
  const tokens = core[mine].createTokenRefresher(twoTokens());
  const attempt = core[theirs].startAttempt(tokens);
  const first = await attempt.getToken();
  const second = await attempt.retry({ status: 401 });

  const sent = [];
  const config = graphqlRequest[theirs].tokenRefreshMiddleware(core[mine].createTokenRefresher(twoTokens()), {
    fetch: api(sent),
  });
  const data = await new GraphQLClient('https://api.test/graphql', config).request('{ echo }');

  const failing = core[mine].createTokenRefresher(server[theirs].clientCredentials(wrongSecret));
  const error = await failing.getToken().catch((thrown) => thrown);
  const direct = await server[theirs]
    .clientCredentials(wrongSecret)({ signal: new AbortController().signal })
    .catch((thrown) => thrown);

  outcome[`${mine} refresher, ${theirs} adapter`] = {
    isOneCopy: core[mine].createTokenRefresher === core[theirs].createTokenRefresher,
    tokens: [first, second],
    sent,
    data,
    code: error.code,
    isInstanceOfOwnCopy: direct instanceof core[theirs].TokenRequestError,
    isInstanceOfOtherCopy: direct instanceof core[mine].TokenRequestError,
    isRecognized: [core[mine].TokenRequestError.is(direct), core[theirs].TokenRequestError.is(error)],
  };
}
process.stdout.write(JSON.stringify(outcome));
