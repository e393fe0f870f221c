import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gql } from '@apollo/client/core/index.js';
import { createGate, misbehave } from '@token-refresher/test-support';
import { expect, onTestFinished, test, vi } from 'vitest';
import { setStage } from './testing/stage.ts';

const query = gql('query Viewer { viewer }');
const other = gql('query Echo($text: String!) { echo(text: $text) }');

/** A stage whose tokens come through a gate. */
const setStageWithGate = async () => {
  const gate = createGate();
  const aborted: unknown[] = [];
  const stage = await setStage({
    fetchToken:
      (api) =>
      async ({ signal }) => {
        await gate.pass();
        if (signal.aborted) aborted.push(signal.reason);
        return { value: api.issueToken() };
      },
  });
  const names = () => stage.api.graphqlRequests.map(({ operationName }) => operationName);
  return { ...stage, gate, aborted, names };
};

/** The same, with two queries that have been refused and wait for one new token. */
const setStageWithTwoRefused = async (signal?: AbortSignal) => {
  const stage = await setStageWithGate();
  const { api, client, tokens, gate } = stage;
  gate.release();
  await tokens.getToken();
  gate.shut();
  api.revokeAll();
  const responsesHeld = createGate();
  api.graphqlRespondsWith(misbehave.hold(responsesHeld), { times: 2 });
  let rejections = 0;
  const bothRejected = new Promise<void>((resolve) => {
    tokens.subscribe((event) => event.type === 'token-rejected' && ++rejections === 2 && resolve());
  });
  const apollo = client();
  const first = apollo.watchQuery({ query, context: { fetchOptions: { signal } } });
  const failed = new Promise((resolve) => first.subscribe(({ error }) => error && resolve(error)));
  const second = apollo.query({ query: other, variables: { text: 'hello' } });
  await api.graphqlRequestsReached(2);
  responsesHeld.release();
  await bothRejected;
  return { ...stage, first, failed, second };
};

test('whoever unsubscribes while a token is awaited sends nothing; the refresh goes on for the next one', async () => {
  const { api, client, gate, aborted, names } = await setStageWithGate();
  const apollo = client();
  const subscription = apollo.watchQuery({ query }).subscribe({});
  await gate.waitFor(1);
  subscription.unsubscribe();
  gate.release();
  await apollo.query({ query: other, variables: { text: 'hello' } });
  expect(names()).toEqual(['Echo']);
  expect(aborted).toEqual([]);
  expect(api.issuedTokens).toHaveLength(1);
});

test('who has unsubscribed while a token is awaited does not keep the process', async () => {
  const script = fileURLToPath(new URL('testing/leave-while-waiting.ts', import.meta.url));
  const exit = promisify(execFile)(process.execPath, [script]);
  onTestFinished(() => void exit.child.kill());
  expect(await exit).toEqual({ stdout: '', stderr: '' });
});

test('whoever unsubscribes after a refusal is not sent again, and others are not disturbed', async () => {
  const { first, second, gate, aborted, names } = await setStageWithTwoRefused();
  first.stop();
  gate.release();
  expect((await second).data).toEqual({ echo: 'hello' });
  expect(names()).toEqual(['Viewer', 'Echo', 'Echo']);
  expect(aborted).toEqual([]);
});

test('whoever unsubscribes while the request is under way aborts it', async () => {
  const { api, client } = await setStage();
  api.graphqlRespondsWith(misbehave.hang());
  const subscription = client().watchQuery({ query }).subscribe({});
  await api.graphqlRequestsReached(1);
  subscription.unsubscribe();
  await api.graphqlRequests[0]?.finished;
  expect(api.graphqlRequests[0]?.abortedByClient).toBe(true);
});

test.each(['clearStore', 'stop'] as const)('%s() while a token is awaited: rejected, nothing is sent', async (how) => {
  const { client, gate, names } = await setStageWithGate();
  const apollo = client();
  const response = apollo.query({ query });
  response.catch(() => {});
  await gate.waitFor(1);
  await apollo[how]();
  await expect(response).rejects.toThrow();
  gate.release();
  await client().query({ query: other, variables: { text: 'hello' } });
  expect(names()).toEqual(['Echo']);
});

test('setVariables() while a token is awaited: only the last ones are sent', async () => {
  const { client, gate, api } = await setStageWithGate();
  const watched = client().watchQuery({ query: other, variables: { text: 'old' } });
  const seen = new Promise((resolve) => {
    watched.subscribe(({ data }) => data && resolve(data));
  });
  await gate.waitFor(1);
  watched.setVariables({ text: 'new' });
  gate.release();
  expect(await seen).toEqual({ echo: 'new' });
  expect(api.graphqlRequests.map(({ operations }) => operations[0]?.variables)).toEqual([{ text: 'new' }]);
});

test('a signal that was aborted before: nothing is sent, with and without a token at hand', async () => {
  const { api, client, tokens } = await setStage();
  const context = { fetchOptions: { signal: AbortSignal.abort(new Error('left')) } };
  await expect(client().query({ query, context })).rejects.toThrow('left');
  expect(api.issuedTokens).toHaveLength(0);
  await tokens.getToken();
  await expect(client().query({ query, context })).rejects.toThrow('left');
  expect(api.graphqlRequests).toHaveLength(0);
});

test('a signal that is aborted during a refresh: nothing more is sent, and others are not disturbed', async () => {
  const leaving = new AbortController();
  const { failed, second, gate, aborted, names } = await setStageWithTwoRefused(leaving.signal);
  leaving.abort(new Error('left'));
  expect(await failed).toEqual(new Error('left'));
  gate.release();
  expect((await second).data).toEqual({ echo: 'hello' });
  expect(names()).toEqual(['Viewer', 'Echo', 'Echo']);
  expect(aborted).toEqual([]);
});

test('a signal that lives as long as the application: nothing stays on it, whatever its operations went through', async () => {
  vi.spyOn(AbortSignal, 'any').mockImplementation(() => {
    throw new Error('It leaves some bytes on the signals that it is given.');
  });
  onTestFinished(() => void vi.restoreAllMocks());
  const { api, client, tokens } = await setStage();
  const { signal } = new AbortController();
  const apollo = client({ http: { fetch: (input, init) => fetch(input, { ...init, signal: null }) } });
  const context = { fetchOptions: { signal }, queryDeduplication: false };
  const ask = () => apollo.query({ query, context, fetchPolicy: 'no-cache' });
  await ask();
  await ask();
  api.revokeAll();
  await Promise.all([ask(), ask()]);
  const watched = apollo.watchQuery({ query, context, fetchPolicy: 'no-cache' }).subscribe({});
  watched.unsubscribe();
  tokens.close();
  await expect(ask()).rejects.toThrow('closed');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
