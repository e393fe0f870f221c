import { expect, inject, onTestFinished, test } from 'vitest';
import { locateOrSkip, workerd } from './runtimes.ts';
import { openStage } from './stage.ts';
import { startWorker } from './workerd.ts';

const { consumer } = inject('published');
const response = [200, '{"data":{"echo":"here"}}'];
/** Within the time in which a token is replaced ahead, and long before its end: a request may take its time. */
const aheadMs = 17_999_000 - 60_000;

/** A worker with one token refresher for all of its requests. */
async function openWorker(program: string) {
  const stage = await openStage();
  onTestFinished(() => stage.close());
  const worker = await startWorker(program, consumer, 'shared-by-requests.mjs');
  onTestFinished(() => worker.close());
  return {
    api: stage.api,
    prompt: (what: string) => fetch(`${stage.settings.prompter}/prompt/${encodeURIComponent(what)}`),
    async ask(more: { thenPrompt?: string; setAheadMs?: number } = {}) {
      const body = JSON.stringify({ settings: stage.settings, ...more });
      const response = await fetch(worker.url, { method: 'POST', body });
      return [response.status, await response.text()];
    },
    complaints: worker.complaints,
  };
}

test('requests to one worker share one refresh', async ({ skip }) => {
  const { api, prompt, ask, complaints } = await openWorker(await locateOrSkip(workerd, skip));
  await prompt('hold token requests');
  const first = ask();
  await prompt('wait until held');
  const second = ask({ thenPrompt: 'release' });
  expect(await Promise.all([first, second])).toEqual([response, response]);
  expect(api.tokenRequests.length).toBe(1);
  expect(complaints()).toBe('');
});

test.for([
  { when: 'at once', afterMs: 61_000 },
  { when: 'after the time limit', afterMs: 200_000 },
])(
  'a refresh that was cut off when its request ended is done again by a later request, $when',
  async ({ afterMs }, { skip }) => {
    const { api, prompt, ask, complaints } = await openWorker(await locateOrSkip(workerd, skip));
    const cutOff = new Promise<void>((resolve) => {
      api.server.on('request', ({ url }, response) => {
        if (url === '/oauth2/token') response.on('close', () => response.writableFinished || resolve());
      });
    });
    expect(await ask()).toEqual(response);
    await prompt('hold token requests');
    expect(await ask({ setAheadMs: aheadMs })).toEqual(response);
    await cutOff;
    await prompt('release');
    expect(await ask({ setAheadMs: aheadMs + afterMs })).toEqual(response);
    expect(api.tokenRequests.length).toBe(3);
    expect(complaints()).toBe('');
  },
);
