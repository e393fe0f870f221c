import { createTokenRefresher } from '@token-refresher/core';
import {
  createFakeClock,
  type LocalApi,
  misbehave,
  refusalNames,
  refusalShapes,
  startLocalApi,
} from '@token-refresher/test-support';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { versions } from './testing/clients.ts';
import { tokenRefreshMiddleware } from './token-refresh-middleware.ts';

/** One for all: to connect to a new one takes as long as several requests. */
let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
});
afterAll(() => api.close());
beforeEach(() => {
  api.graphqlRespondsWith(null);
  api.resetLog();
});

function createTokens() {
  const issued: string[] = [];
  const issue = async () => {
    const value = api.issueToken();
    issued.push(value);
    return { value };
  };
  const tokens = createTokenRefresher(issue, { clock: createFakeClock() });
  onTestFinished(() => tokens.close());
  return { tokens, issued };
}

const document = '{ echo(text: "hello") }';
const policies = ['none', 'ignore', 'all'] as const;
const cases = versions.flatMap(({ version, GraphQLClient }, index) =>
  policies.map((errorPolicy, place) => ({ version, GraphQLClient, errorPolicy, turn: index + place })),
);

type Client = InstanceType<(typeof versions)[number]['GraphQLClient']>;
const methods: readonly ((client: Client) => Promise<unknown>)[] = [
  (client) => client.request(document),
  async (client) => (await client.rawRequest(document)).data,
  async (client) => (await client.batchRequests([{ document }]))[0].data,
];

describe.each(cases)('graphql-request $version, errorPolicy $errorPolicy', ({ GraphQLClient, errorPolicy, turn }) => {
  /** Each refusal meets each policy of each version; the method changes, so that each refusal meets each of them, too. */
  const turns = refusalNames.map((name, index) => ({ name, method: methods[(index + turn) % methods.length] }));

  test.each(turns)('$name is repaired exactly if a new token may help', async ({ name, method }) => {
    const { tokens, issued } = createTokens();
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { errorPolicy }));
    const isRepaired = refusalShapes[name].countsAsUnauthorized || refusalShapes[name].isPart;
    api.graphqlRespondsWith(misbehave.refuse(name), { times: 1 });
    const data = await method?.(client).catch(() => undefined);
    expect(api.graphqlRequests).toHaveLength(isRepaired ? 2 : 1);
    if (isRepaired) expect(data).toEqual({ echo: 'hello' });
    expect(issued).toHaveLength(isRepaired ? 2 : 1);
  });

  test.each(refusalNames)('%s for ever ends as it does without the middleware', async (name) => {
    const { tokens } = createTokens();
    const headers = { authorization: `Bearer ${api.issueToken()}` };
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { errorPolicy }));
    const plain = new GraphQLClient(api.url, { errorPolicy, headers, fetch });
    const ending = (call: Promise<{ data: unknown; errors?: unknown }>) =>
      call.then(
        ({ data, errors }) => ({ data, errors }),
        (error: Error) => ({ type: error.constructor.name, message: error.message }),
      );
    api.graphqlRespondsWith(misbehave.refuse(name));
    expect(await ending(client.rawRequest(document))).toEqual(await ending(plain.rawRequest(document)));
  });
});
