import { misbehave, refusalNames, refusalShapes } from '@token-refresher/test-support';
import { describe, expect, test } from 'vitest';
import { setUp, versions } from './testing/clients.ts';
import { tokenRefreshMiddleware } from './token-refresh-middleware.ts';

const document = '{ echo(text: "hello") }';
const cases = versions.flatMap(({ version, GraphQLClient }) =>
  (['none', 'ignore', 'all'] as const).map((errorPolicy) => ({ version, GraphQLClient, errorPolicy })),
);

describe.each(cases)('graphql-request $version, errorPolicy $errorPolicy', ({ GraphQLClient, errorPolicy }) => {
  test.each(refusalNames)('%s is repaired exactly if a new token may help', async (name) => {
    const { api, tokens } = await setUp();
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { errorPolicy }));
    const isRepaired = refusalShapes[name].countsAsUnauthorized || refusalShapes[name].isPart;
    const methods = [
      async () => client.request(document),
      async () => (await client.rawRequest(document)).data,
      async () => (await client.batchRequests([{ document }]))[0].data,
    ];
    for (const method of methods) {
      api.resetLog();
      api.graphqlRespondsWith(misbehave.refuse(name), { times: 1 });
      const data = await method().catch(() => undefined);
      expect(api.graphqlRequests).toHaveLength(isRepaired ? 2 : 1);
      if (isRepaired) expect(data).toEqual({ echo: 'hello' });
    }
    expect(api.issuedTokens).toHaveLength(isRepaired ? 1 + methods.length : 1);
  });

  test.each(refusalNames)('%s for ever ends as it does without the middleware', async (name) => {
    const { api, tokens } = await setUp();
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
