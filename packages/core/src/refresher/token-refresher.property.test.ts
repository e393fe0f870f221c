import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attempt, startAttempt } from '../attempt/attempt.ts';
import { TokenRequestError } from '../errors.ts';
import { hourMs, type Scene, scene } from '../testing/refresher-scene.ts';

type Step =
  | { readonly kind: 'ask'; readonly canAbort: boolean }
  | { readonly kind: 'abort' | 'rejection' | 'acceptance' | 'invalidate' | 'token' }
  | { readonly kind: 'failure'; readonly permanent: boolean }
  | { readonly kind: 'time' | 'wall'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('ask' as const), canAbort: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('rejection', 'acceptance', 'token', 'token') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('abort', 'invalidate') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('failure' as const), permanent: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(1, 500, 60_000, hourMs) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wall' as const), ms: fc.constantFrom(-hourMs, 60_000, hourMs) }),
  },
);

/** Plays the steps and checks after each what must always hold. */
class World {
  readonly stage: Scene = scene();
  readonly waiting = new Set<Promise<unknown>>();
  readonly #sent: { attempt: Attempt; sends: number; value: string }[] = [];
  readonly #controllers: AbortController[] = [];
  readonly #dropped = new Set<string>();
  readonly #rejected = new Set<string>();

  async play(step: Step): Promise<void> {
    const { tokens, clock } = this.stage;
    if (step.kind === 'ask') this.#ask(step.canAbort);
    if (step.kind === 'abort') this.#controllers.shift()?.abort(new Error('left'));
    if (step.kind === 'rejection') this.#settle({ status: 401 });
    if (step.kind === 'acceptance') this.#settle({ status: 200, body: { data: { a: 1 } } });
    if (step.kind === 'token') await this.stage.respond().catch(() => {});
    if (step.kind === 'failure') {
      const error = new TokenRequestError('no', { code: 'server_error', permanent: step.permanent });
      await this.stage.fail(error).catch(() => {});
    }
    if (step.kind === 'invalidate') {
      const value = tokens.peek()?.value;
      if (value) {
        tokens.invalidate(value);
        this.#dropped.add(value);
        this.#rejected.add(value);
      }
    }
    if (step.kind === 'time') await clock.advance(step.ms);
    if (step.kind === 'wall') clock.advanceWall(step.ms);
    await clock.advance(0);
    this.#check();
  }

  #ask(canAbort: boolean): void {
    const controller = new AbortController();
    if (canAbort) this.#controllers.push(controller);
    const attempt = startAttempt(this.stage.tokens);
    const taken = attempt.cachedToken();
    if (taken === undefined) this.#follow(attempt, 1, attempt.getToken({ signal: controller.signal }));
    else this.#hasSent(attempt, 1, taken);
  }

  #follow(attempt: Attempt, sends: number, token: Promise<string | undefined>): void {
    const done: Promise<unknown> = token
      .then(
        (value) => value !== undefined && this.#hasSent(attempt, sends, value),
        () => {},
      )
      .finally(() => this.waiting.delete(done));
    this.waiting.add(done);
  }

  #hasSent(attempt: Attempt, sends: number, value: string): void {
    expect(sends).toBeLessThanOrEqual(2);
    expect(this.#dropped).not.toContain(value);
    this.#sent.push({ attempt, sends, value });
  }

  #settle(response: { status: number; body?: unknown }): void {
    const next = this.#sent.shift();
    if (!next) return;
    if (response.status === 401) this.#rejected.add(next.value);
    const before = this.stage.tokens.peek()?.value;
    const retry = next.attempt.retry(response);
    const after = this.stage.tokens.peek()?.value;
    if (before !== undefined && after === undefined) this.#dropped.add(before);
    if (next.sends === 2) expect(retry).toBeUndefined();
    if (retry) this.#follow(next.attempt, next.sends + 1, retry);
  }

  #check(): void {
    const { tokens, clock, calls } = this.stage;
    const held = tokens.peek();
    if (held) expect(held.expiresAt).toBeGreaterThan(clock.now());
    if (held) expect(this.#dropped).not.toContain(held.value);
    if (this.waiting.size === 0) expect(clock.refdTimers).toBe(0);
    else expect(clock.refdTimers).toBe(1);
    expect(clock.pendingTimers).toBeLessThanOrEqual(2);
    for (const { rejected } of calls) if (rejected !== undefined) expect(this.#rejected).toContain(rejected);
  }
}

test('whatever happens in whatever order: nobody hangs, nothing dropped or expired is handed out, no third send, no timer left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const world = new World();
      for (const each of steps) await world.play(each);
      await world.stage.clock.advance(20_000);
      expect(world.waiting.size).toBe(0);
      expect(world.stage.clock.pendingTimers).toBe(0);
      world.stage.tokens.close();
    }),
    { numRuns: 150 },
  );
});
