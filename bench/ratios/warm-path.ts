// Measures what a call with a fresh token costs in the process itself, in nanoseconds: ours beside other libraries and
// beside `await` of a plain value. Nothing is sent.
import { bearerTokenAuthenticationPolicy, createPipelineRequest } from '@azure/core-rest-pipeline';
import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client';
import { createTokenRefresher, startAttempt } from '@token-refresher/core';
import { table } from '../report/table.ts';
import { median } from './median.ts';

const rounds = 15;
const callsPerRound = 50_000;
const expiresAt = Date.now() + 5 * 3_600_000;

const tokens = createTokenRefresher(async () => ({ value: 'a-token', expiresAt }));
const plain = await tokens.getToken();
const response = { status: 200, body: { data: {} } };

const badgateway = new OAuth2Fetch({
  client: new OAuth2Client({ clientId: 'an-id', tokenEndpoint: 'https://example.com/token' }),
  getNewToken: () => ({ accessToken: 'a-token', expiresAt, refreshToken: null }),
});
const azure = await azureTokenCycler();

const ways: { name: string; run: () => unknown; isAwaited: boolean }[] = [
  { name: 'await a plain value', run: () => plain, isAwaited: true },
  { name: 'tokens.peek()', run: () => tokens.peek(), isAwaited: false },
  { name: 'startAttempt, cachedToken', run: () => startAttempt(tokens).cachedToken(), isAwaited: false },
  { name: 'startAttempt, cachedToken, retry', run: fullAttempt, isAwaited: false },
  { name: 'await tokens.getToken()', run: () => tokens.getToken(), isAwaited: true },
  { name: '@azure/core-rest-pipeline token cycler', run: () => azure(), isAwaited: true },
  { name: '@badgateway/oauth2-client getToken', run: () => badgateway.getToken(), isAwaited: true },
  { name: '@badgateway/oauth2-client getAccessToken', run: () => badgateway.getAccessToken(), isAwaited: true },
];

const measured = ways.map((way) => ({ ...way, times: [] as number[] }));
for (let round = -2; round < rounds; round++) {
  for (const { run, isAwaited, times } of measured.toSorted(() => Math.random() - 0.5)) {
    const time = await (isAwaited ? timeAwaited : timeSync)(run);
    // The first two rounds are for the optimizing compiler.
    if (round >= 0) times.push(time);
  }
}
const baseline = median(measured[0]?.times ?? []);
const rows = measured.map(({ name, times }) => [name, median(times).toFixed(0), (median(times) / baseline).toFixed(2)]);
console.log(table(['warm call', 'ns', 'to the first'], rows));

function fullAttempt(): unknown {
  const attempt = startAttempt(tokens);
  attempt.cachedToken();
  return attempt.retry(response);
}

async function timeAwaited(run: () => unknown): Promise<number> {
  const start = process.hrtime.bigint();
  for (let call = 0; call < callsPerRound; call++) await run();
  return Number(process.hrtime.bigint() - start) / callsPerRound;
}

function timeSync(run: () => unknown): number {
  const start = process.hrtime.bigint();
  for (let call = 0; call < callsPerRound; call++) run();
  return Number(process.hrtime.bigint() - start) / callsPerRound;
}

/** It is not exported; a policy's callback is handed it. */
async function azureTokenCycler(): Promise<() => Promise<unknown>> {
  let cycler: (() => Promise<unknown>) | undefined;
  const policy = bearerTokenAuthenticationPolicy({
    scopes: ['api'],
    credential: { getToken: async () => ({ token: 'a-token', expiresOnTimestamp: expiresAt }) },
    challengeCallbacks: {
      async authorizeRequest({ getAccessToken, scopes }) {
        cycler = () => getAccessToken(scopes, {});
      },
    },
  });
  const request = createPipelineRequest({ url: 'https://example.com' });
  await policy.sendRequest(request, async () => ({ request, status: 200, headers: request.headers }));
  if (!cycler) throw new Error('The policy did not call back.');
  return cycler;
}
