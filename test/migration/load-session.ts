import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenRefresher } from '@token-refresher/core';
import { startLocalApi } from '@token-refresher/test-support';
import type { TestClock } from '@token-refresher/testing';
import type { Client } from '@urql/core';
import { expect, onTestFinished } from 'vitest';
import { loadExample, readExamples } from './examples.ts';

interface Session {
  readonly saved: Map<string, string>;
  readonly tokens: TokenRefresher;
  readonly client: Client;
  /** The refresher's. */
  readonly clock: TestClock;
}

interface State {
  token: string;
  refreshToken: string;
  refreshes: number;
  /** Whether it fails to refresh, for no fault of the session. */
  isBroken?: boolean;
  /** What happens while a refresh is under way. */
  beforeRefresh?: () => unknown;
  /** Errors that stand beside the new tokens. */
  errors?: readonly object[];
  /** The `Authorization` of each request. */
  readonly sent: (string | undefined)[];
}

/** The page's `session.ts`, with a clock that the test turns. */
function sessionOnTestClock(): string {
  const code = readExamples().shared.find(({ file }) => file === 'session.ts')?.code ?? expect.fail('no such block');
  const options = 'origins: [';
  expect(code.split(options)).toHaveLength(2);
  return `import { createTestClock } from '@token-refresher/testing';
export const clock = createTestClock();
${code.replace(options, `clock, ${options}`)}`;
}

/**
 * An API that refreshes sessions by a mutation of its own and takes each refresh token once. `state` is the API's; `load`
 * runs the page's `session.ts` against it, with what was saved.
 */
export async function startSessionApi() {
  const state: State = { token: 'token 0', refreshToken: 'refresh 0', refreshes: 0, sent: [] };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { authorization } = request.headers;
    // Queries come by GET.
    const { query = '', variables } = body ? JSON.parse(body) : {};
    const respond = (status: number, data: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data));
    state.sent.push(authorization);
    if (!query.includes('refreshSession')) {
      const isGood = authorization === `Bearer ${state.token}`;
      return isGood ? respond(200, { data: { viewer: 'ada' } }) : respond(401, {});
    }
    state.refreshes += 1;
    await state.beforeRefresh?.();
    const refuse = (code: string) => respond(200, { data: null, errors: [{ message: code, extensions: { code } }] });
    if (state.isBroken) return refuse('INTERNAL_SERVER_ERROR');
    if (authorization || variables.refreshToken !== state.refreshToken) return refuse('INVALID_REFRESH_TOKEN');
    state.token = `token-${state.refreshes}`;
    state.refreshToken = `refresh-${state.refreshes}`;
    const refreshSession = { token: state.token, refreshToken: state.refreshToken, expiresIn: 3600 };
    return respond(200, { data: { refreshSession }, ...(state.errors && { errors: state.errors }) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = await startLocalApi();
  onTestFinished(() => api.close());

  /** @param storage What another page has saved, where tabs share it. */
  const load = async (saved: object, storage?: Session['saved']) => {
    const example = { from: 'utils.mutate', half: 'after', isForApollo3: false, code: sessionOnTestClock() } as const;
    const page = (await loadExample(example, { ...api, origin })) as Session;
    if (storage) {
      const { get, set, clear } = storage;
      Object.assign(page.saved, { get: get.bind(storage), set: set.bind(storage), clear: clear.bind(storage) });
    }
    for (const [key, value] of Object.entries(saved)) page.saved.set(key, value);
    const ask = (document = '{ viewer }') =>
      page.client.query(document, {}, { requestPolicy: 'network-only' }).toPromise();
    onTestFinished(() => page.tokens.close());
    return { ...page, ask };
  };
  return { state, load };
}

/** One page of {@link startSessionApi}. */
export async function loadSession(saved: object) {
  const { state, load } = await startSessionApi();
  return { state, ...(await load(saved)) };
}
