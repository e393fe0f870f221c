import { createTokenRefresher } from '../../refresher/token-refresher.ts';
import { createCallers } from './callers.ts';
import { createDeadValues } from './dead-values.ts';
import { failureOf } from './failure-of.ts';
import { createHandTurnedClock } from './hand-turned-clock.ts';
import { createKnownTokens } from './known-tokens.ts';
import { watchRefreshes } from './refresh-watch.ts';
import { createScheduledSource } from './scheduled-source.ts';
import type { Step } from './steps.ts';
import { createVerdict } from './verdict.ts';

/** Plays a schedule on a token refresher and checks its promises after each step. */
export async function play(schedule: readonly Step[]): Promise<void> {
  const world = createWorld();
  for (const step of schedule) {
    take(world, step);
    for (let turn = 0; turn < step.turns; turn++) {
      await undefined;
      world.known.turned();
    }
    check(world);
  }
  await end(world);
}

type World = ReturnType<typeof createWorld>;

function createWorld() {
  const verdict = createVerdict();
  const clock = createHandTurnedClock();
  const source = createScheduledSource(clock, verdict);
  // Divisible by three, so that no rounding enters into points in time.
  const tokens = createTokenRefresher(source.fetchToken, { clock, timeoutMs: 9_000 });
  tokens.subscribe(({ type }) => {
    if (type === 'reset' || type === 'closed') source.identityEnds();
  });
  const refreshes = watchRefreshes(tokens, clock, verdict);
  const dead = createDeadValues(verdict);
  const known = createKnownTokens({ clock, tokens, source, dead, verdict, arrived: refreshes.endPause });
  const callers = createCallers(tokens, known, dead, verdict);
  return { verdict, clock, source, tokens, refreshes, dead, known, callers };
}

function take({ clock, source, tokens, dead, known, callers }: World, step: Step): void {
  dead.nextStep();
  known.look();
  if (step.kind === 'ask') callers.ask(step.canLeave);
  else if (step.kind === 'send') callers.send(step.operation);
  else if (step.kind === 'respond') callers.respond(step.status);
  else if (step.kind === 'leave') callers.leave();
  else if (step.kind === 'invalidate') {
    const value = tokens.peek()?.value;
    if (value !== undefined) tokens.invalidate(value);
    known.discarded(value);
  } else if (step.kind === 'reset') {
    known.forget();
    tokens.reset();
  } else if (step.kind === 'close') {
    tokens.close();
    source.close();
  } else if (step.kind === 'token') {
    const request = source.takeOpen(step.which);
    if (request) known.give(request, step);
  } else if (step.kind === 'fail') source.takeOpen(step.which)?.reject(failureOf(step.how, clock.now()));
  else if (step.kind === 'time') clock.pass(step.ms, step.isBlocked);
  else if (step.kind === 'wall') clock.jumpWall(step.ms);
}

function check({ verdict, clock, refreshes, known, callers }: World): void {
  known.check();
  refreshes.checkBudget();
  // One that is due, and late because the event loop is blocked, is about to go.
  const timers = clock.timers().filter(({ due }) => due > clock.monotonicNow());
  const refd = timers.filter(({ isRefd }) => isRefd).length;
  verdict.holds(refd <= (callers.waiting() > 0 ? 1 : 0), 'timers');
  verdict.holds(timers.length <= 2, 'timers');
  verdict.check();
}

async function end({ verdict, clock, source, tokens, refreshes, callers }: World): Promise<void> {
  await settle();
  clock.pass(10_000);
  await settle();
  verdict.holds(callers.waiting() === 0, 'settled');
  verdict.holds(!refreshes.isRefreshing() || source.isClosed(), 'oneEnd');
  verdict.holds(clock.timers().length === 0, 'timers');
  verdict.check();
  tokens.close();
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await undefined;
}
