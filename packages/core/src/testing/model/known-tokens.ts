import type { TokenRefresher } from '../../refresher/token-refresher.ts';
import type { AccessToken } from '../../token.ts';
import type { DeadValues } from './dead-values.ts';
import type { HandTurnedClock } from './hand-turned-clock.ts';
import type { ScheduledSource, SourceRequest } from './scheduled-source.ts';
import type { Step } from './steps.ts';
import type { Verdict } from './verdict.ts';

const expiredOnArrivalLifeMs = 15_000;
/** Of epoch milliseconds with a fraction. */
const rounding = 0.01;

/** What the source gave, and what the refresher may hand out of it. */
export interface KnownTokens {
  /** Looks at the current token. */
  look(): void;
  /** Answers a request of the source. */
  give(request: SourceRequest, given: Step & { readonly kind: 'token' }): void;
  /** The application or the API discarded this value. */
  discarded(value: string | undefined): void;
  /** The source may give it again, and the model does not know whether it is taken at once. */
  isUncertain(value: string | undefined): void;
  /** Nothing of what was given so far may be handed out. */
  forget(): void;
  /** A microtask has passed. */
  turned(): void;
  check(): void;
}

export interface KnownTokensHost {
  readonly clock: HandTurnedClock;
  readonly tokens: TokenRefresher;
  readonly source: ScheduledSource;
  readonly dead: DeadValues;
  readonly verdict: Verdict;
  /** Each token that arrives is a new object, also after the time limit, when no event tells of it. */
  readonly arrived: () => void;
}

export function createKnownTokens({ clock, tokens, source, dead, verdict, arrived }: KnownTokensHost): KnownTokens {
  /** When each token is over, on the monotonic clock; `expiresAt` is what its source said. */
  const lives = new Map<string, { readonly expiresAt: number; readonly over: number }>();
  let seen: AccessToken | undefined;
  let overAt = 0;
  let minted = 0;
  let turnsSinceToken = 0;

  const look = () => {
    const current = tokens.peek();
    if (!current || current === seen) return current;
    seen = current;
    const { over = 0, expiresAt = 0 } = lives.get(current.value) ?? {};
    const isOver = over <= clock.monotonicNow() || expiresAt <= clock.now();
    overAt = isOver ? clock.monotonicNow() + expiredOnArrivalLifeMs : over;
    arrived();
    return current;
  };

  return {
    look,
    give(request, given) {
      const { sentAt } = request;
      const isOfEarlierIdentity = source.isOfEarlierIdentity(request);
      // Of two requests that give the same one at about the same time, the model would not know which is used.
      const mayBeSame = source.isCurrent(request) && !isOfEarlierIdentity && turnsSinceToken > 5 ? seen : undefined;
      turnsSinceToken = 0;
      const value = given.value === 'new' || !mayBeSame ? `t${++minted}` : mayBeSame.value;
      // A rejected value that comes again at once is not taken, and with it not what was said of its life.
      if (dead.has(value)) seen = undefined;
      const before = given.value === 'unchanged' ? lives.get(value) : undefined;
      const expiresAt = before?.expiresAt ?? clock.now() + given.lifeMs;
      lives.set(value, { expiresAt, over: before?.over ?? sentAt.monotonic + expiresAt - sentAt.wall });
      if (isOfEarlierIdentity) dead.add(value, 'identity', 0);
      else dead.revive(value);
      request.resolve({ value, expiresAt });
    },
    discarded(value) {
      if (value !== undefined && tokens.peek()?.value !== value && !dead.has(value)) dead.add(value, 'rejected');
    },
    isUncertain(value) {
      if (seen?.value === value) seen = undefined;
    },
    forget() {
      for (let index = 1; index <= minted; index++) dead.add(`t${index}`, 'identity', dead.step());
      seen = undefined;
    },
    turned: () => void turnsSinceToken++,
    check() {
      const current = look();
      if (!current) return;
      dead.handedOut(current.value, dead.step());
      verdict.holds((current.expiresAt ?? 0) > clock.now(), 'expired');
      verdict.holds(overAt + rounding > clock.monotonicNow(), 'expired');
    },
  };
}
