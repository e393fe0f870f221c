import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type LocalApi, misbehave, startLocalApi } from '@token-refresher/test-support';
import { afterEach, beforeEach, expect, test } from 'vitest';

const data = '{"data":{"viewer":"viewer"}}';
let api: LocalApi;

beforeEach(async () => {
  api = await startLocalApi();
});
afterEach(() => api.close());

/** Runs a script until it ends by itself, or the test's time is up; what it printed, or all that it said when that is not JSON. */
async function run(script: string, settings: object, signal: AbortSignal): Promise<{ code: unknown; said: unknown }> {
  const file = fileURLToPath(new URL(`./children/${script}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, said: parse(output) };
}

function parse(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return output;
  }
}

test('a script ends by itself after its call, and no timer is left that would keep it', async ({ signal }) => {
  const { url, tokenEndpoint, clientId, clientSecret } = api;
  const { code, said } = await run('one-call', { url, tokenEndpoint, clientId, clientSecret, scope: 'api' }, signal);
  expect({ code, said }).toMatchObject({ code: 0, said: { response: data } });
  expect(said).toMatchObject({ keepsAlive: expect.not.arrayContaining(['Timeout']) });
});

test('a script whose caller waits between two tries for a token does not end before the caller has it', async ({
  signal,
}) => {
  api.tokenEndpointRespondsWith(misbehave.status(503), { times: 1 });
  const { url, tokenEndpoint, clientId, clientSecret } = api;
  const { code, said } = await run('one-call', { url, tokenEndpoint, clientId, clientSecret, scope: 'api' }, signal);
  expect({ code, said }).toMatchObject({ code: 0, said: { response: data } });
  expect(api.tokenRequests).toHaveLength(2);
});

test('a refresh ahead of time that never settles does not keep a script, however long its time limit', async ({
  signal,
}) => {
  const settings = { url: api.url, token: api.issueToken(), timeoutMs: 3_600_000 };
  const { code, said } = await run('pending-refresh', settings, signal);
  expect({ code, said }).toMatchObject({ code: 0, said: { response: data, events: ['refresh-started'] } });
  expect(said).toMatchObject({ keepsAlive: expect.not.arrayContaining(['Timeout']) });
});

test('a refresh ahead of time whose token endpoint hangs lets a script go when the time limit cuts the connection', async ({
  signal,
}) => {
  api.tokenEndpointRespondsWith(misbehave.hang());
  const { url, tokenEndpoint, clientId, clientSecret } = api;
  const settings = { url, token: api.issueToken(), timeoutMs: 500, tokenEndpoint, clientId, clientSecret };
  const { code, said } = await run('pending-refresh', settings, signal);
  expect({ code, said }).toMatchObject({
    code: 0,
    said: { response: data, events: expect.arrayContaining(['refresh-started']) },
  });
});
