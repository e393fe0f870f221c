import { strict as assert } from 'node:assert';
import { type Attempt, startAttempt } from '../../attempt/attempt.ts';
import { createTokenRefresher } from '../../refresher/token-refresher.ts';
import type { AccessToken } from '../../token.ts';
import { failureOf } from './failure-of.ts';
import { createHandTurnedClock } from './hand-turned-clock.ts';
import { promises } from './promises.ts';
import type { SourceRequest } from './source-request.ts';
import type { Step } from './steps.ts';

const expiredOnArrivalLifeMs = 15_000;
/** Of epoch milliseconds with a fraction. */
const rounding = 0.01;

/** Plays a schedule on a token refresher and checks its promises after each step. */
export async function play(schedule: readonly Step[]): Promise<void> {
  const world = createWorld();
  for (const step of schedule) {
    world.take(step);
    for (let turn = 0; turn < step.turns; turn++) {
      await undefined;
      world.turned();
    }
    world.check();
  }
  await world.end();
}

function createWorld() {
  const clock = createHandTurnedClock();
  const requests: SourceRequest[] = [];
  const open: SourceRequest[] = [];
  const waiting = new Set<Promise<void>>();
  const leavers: AbortController[] = [];
  const sent: { attempt: Attempt; sends: number; value: string | undefined }[] = [];
  /** Values that may not be handed out: rejected since the source gave them out last, or of an earlier identity. */
  const dead = new Map<string, { readonly promise: keyof typeof promises; readonly since: number }>();
  let step = 0;
  /** When each token is over, on the monotonic clock; `expiresAt` is what its source said. */
  const lives = new Map<string, { expiresAt: number; over: number }>();
  let seen: AccessToken | undefined;
  let overAt = 0;
  let turnsSinceToken = 0;
  let minted = 0;
  let isClosed = false;
  let resetAt = Number.NEGATIVE_INFINITY;
  let isRefreshing = false;
  let retryAt = Number.NEGATIVE_INFINITY;
  let retryAtMonotonic = Number.NEGATIVE_INFINITY;
  let budgeted: number[] = [];
  /** Kept for the next check: what a listener or a source throws is the refresher's to swallow. */
  let broken: string | undefined;
  /** A pause is over when either clock says so. */
  const isPauseOver = () => clock.now() >= retryAt || clock.monotonicNow() >= retryAtMonotonic;
  const holds = (condition: boolean, promise: keyof typeof promises) => {
    if (!condition) broken ??= promises[promise];
  };

  const tokens = createTokenRefresher(
    ({ rejected, signal }) => {
      holds(!signal.aborted && !isClosed, 'signal');
      return new Promise((resolve, reject) => {
        const sentAt = { wall: clock.now(), monotonic: clock.monotonicNow() };
        const request = { sentAt, rejected, signal, resolve, reject };
        requests.push(request);
        open.push(request);
        holds(open.filter((other) => !other.signal.aborted).length <= 1, 'oneRequest');
      });
    },
    // Divisible by three, so that no rounding enters into points in time.
    { clock, timeoutMs: 9_000 },
  );

  tokens.subscribe((event) => {
    if (event.type === 'refresh-started') {
      holds(!isRefreshing, 'oneEnd');
      holds(isPauseOver(), 'pause');
      isRefreshing = true;
    }
    if (event.type === 'refresh-succeeded' || event.type === 'refresh-failed') {
      holds(isRefreshing, 'oneEnd');
      isRefreshing = false;
      retryAt =
        event.type === 'refresh-failed' ? (event.retryAt ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
      retryAtMonotonic = clock.monotonicNow() + retryAt - clock.now();
      holds(!Number.isNaN(retryAt), 'pause');
      const mayBeUseless = event.reason === 'rejected' || event.reason === 'invalidated';
      if (event.type === 'refresh-succeeded' && mayBeUseless) budgeted.push(clock.monotonicNow());
    }
    if (event.type === 'token-rejected' && event.action === 'retry') {
      holds(tokens.peek() !== undefined || isRefreshing || isPauseOver(), 'retry');
    }
    if (event.type === 'reset' || event.type === 'closed') {
      isRefreshing = false;
      retryAt = retryAtMonotonic = Number.NEGATIVE_INFINITY;
      budgeted = [];
      resetAt = requests.length;
    }
  });

  /** @param asked The step at which somebody asked for it. */
  const handedOut = (value: string, asked: number) => {
    const { promise, since = step + 1 } = dead.get(value) ?? {};
    if (promise && since <= asked) holds(false, promise);
  };
  const wait = (promise: Promise<unknown>) => {
    const done = promise.then(
      () => {},
      () => {},
    );
    waiting.add(done);
    done.then(() => waiting.delete(done));
  };
  const follow = (attempt: Attempt, sends: number, token: Promise<string | undefined>) => {
    const asked = step;
    wait(
      token.then((value) => {
        if (value === undefined) return;
        holds(sends <= 2, 'sends');
        handedOut(value, asked);
        sent.push({ attempt, sends, value });
      }),
    );
  };
  const kill = (value: string | undefined) => {
    if (value !== undefined && tokens.peek()?.value !== value && !dead.has(value))
      dead.set(value, { promise: 'rejected', since: step + 1 });
  };

  const give = (request: SourceRequest | undefined, given: Step & { kind: 'token' }) => {
    if (!request) return;
    open.splice(open.indexOf(request), 1);
    const isOfEarlierIdentity = requests.indexOf(request) < resetAt;
    // Of two requests that give the same one at about the same time, the model would not know which is used.
    const isCurrent = request === requests.at(-1) && !request.signal.aborted && open.length === 0;
    const mayBeSame = isCurrent && !isOfEarlierIdentity && turnsSinceToken > 5 ? seen : undefined;
    turnsSinceToken = 0;
    const value = given.value === 'new' || !mayBeSame ? `t${++minted}` : mayBeSame.value;
    const { sentAt } = request;
    // A rejected value that comes again at once is not taken, and with it not what was said of its life.
    if (dead.has(value)) seen = undefined;
    const before = given.value === 'unchanged' ? lives.get(value) : undefined;
    const expiresAt = before?.expiresAt ?? clock.now() + given.lifeMs;
    const over = before?.over ?? sentAt.monotonic + expiresAt - sentAt.wall;
    lives.set(value, { expiresAt, over });
    if (isOfEarlierIdentity) dead.set(value, { promise: 'identity', since: 0 });
    else dead.delete(value);
    request.resolve({ value, expiresAt });
  };

  /** The current token. Each token that arrives is a new object, also after the time limit, when no event tells of it. */
  const look = () => {
    const current = tokens.peek();
    if (!current || current === seen) return current;
    seen = current;
    const { over = 0, expiresAt = 0 } = lives.get(current.value) ?? {};
    const isOver = over <= clock.monotonicNow() || expiresAt <= clock.now();
    overAt = isOver ? clock.monotonicNow() + expiredOnArrivalLifeMs : over;
    retryAt = retryAtMonotonic = Number.NEGATIVE_INFINITY;
    return current;
  };

  const take = (next: Step) => {
    step++;
    look();
    if (next.kind === 'ask') {
      const asked = step;
      const leaver = new AbortController();
      if (next.canLeave) leavers.push(leaver);
      wait(tokens.getToken({ signal: leaver.signal }).then(({ value }) => handedOut(value, asked)));
    } else if (next.kind === 'send') {
      const attempt = startAttempt(tokens, { operation: () => `query Q${next.operation} { a }` });
      const value = attempt.cachedToken();
      if (value === undefined) follow(attempt, 1, attempt.getToken());
      else {
        handedOut(value, step);
        sent.push({ attempt, sends: 1, value });
      }
    } else if (next.kind === 'respond') {
      const operation = sent.shift();
      if (!operation) return;
      const before = tokens.peek()?.value;
      const retry = operation.attempt.retry({
        status: next.status,
        body: next.status === 200 ? { data: { a: 1 } } : '',
      });
      if (next.status === 401 && before === operation.value) kill(before);
      // It may be given out again, but the model does not know whether it is taken at once.
      if (next.status === 401 && seen?.value === operation.value) seen = undefined;
      if (retry) follow(operation.attempt, operation.sends + 1, retry);
    } else if (next.kind === 'leave') leavers.shift()?.abort();
    else if (next.kind === 'invalidate') {
      const value = tokens.peek()?.value;
      if (value !== undefined) tokens.invalidate(value);
      kill(value);
    } else if (next.kind === 'reset') {
      for (let index = 1; index <= minted; index++) dead.set(`t${index}`, { promise: 'identity', since: step });
      seen = undefined;
      tokens.reset();
    } else if (next.kind === 'close') {
      tokens.close();
      isClosed = true;
    } else if (next.kind === 'token') give(open[next.which % open.length], next);
    else if (next.kind === 'fail') {
      const [request] = open.length > 0 ? open.splice(next.which % open.length, 1) : [];
      request?.reject(failureOf(next.how, clock.now()));
    } else if (next.kind === 'time') clock.pass(next.ms, next.isBlocked);
    else if (next.kind === 'wall') clock.jumpWall(next.ms);
  };

  const check = () => {
    const current = look();
    if (current) {
      handedOut(current.value, step);
      holds((current.expiresAt ?? 0) > clock.now(), 'expired');
      holds(overAt + rounding > clock.monotonicNow(), 'expired');
    }
    const now = clock.monotonicNow();
    // Five at once, one per 15 seconds, and one that was under way.
    for (const from of budgeted) {
      const seconds = (now - from) / 1_000;
      holds(budgeted.filter((at) => at >= from).length <= 6 + seconds / 15, 'budget');
    }
    // One that is due, and late because the event loop is blocked, is about to go.
    const timers = clock.timers().filter(({ due }) => due > now);
    const refd = timers.filter(({ isRefd }) => isRefd).length;
    holds(refd <= (waiting.size > 0 ? 1 : 0), 'timers');
    holds(timers.length <= 2, 'timers');
    if (broken) assert.fail(broken);
  };

  const end = async () => {
    const settle = async () => {
      for (let turn = 0; turn < 40; turn++) await undefined;
    };
    await settle();
    clock.pass(10_000);
    await settle();
    holds(waiting.size === 0, 'settled');
    holds(!isRefreshing || isClosed, 'oneEnd');
    holds(clock.timers().length === 0, 'timers');
    if (broken) assert.fail(broken);
    tokens.close();
  };

  return { take, turned: () => void turnsSinceToken++, check, end };
}
