import type { Clock } from '../../clock.ts';
import { createCoolDown } from '../../cool-down.ts';
import { isTrue } from '../../is-true.ts';
import { checkType } from '../../options.ts';
import type { Events, NoRetryReason } from '../events/events.ts';
import { createDamping } from './damping.ts';
import { createDeniedOperations } from './denied-operations.ts';
import type { Rejection } from './rejection.ts';

/** What {@link createRejections} asks of the token cache. */
export interface RejectionsHost {
  /** Whether this is the token that is handed out now. */
  isCurrent(value: string): boolean;
  /** Whether that one was made a moment ago. */
  isNew(): boolean;
  /** Whether another token would come, or is there: the last refresh has not failed a moment ago. */
  canGetToken(besides: string | undefined): boolean;
  /** Whether a refresh is under way, which a rejection joins, or one in the place of this token has failed. */
  isBeingReplaced(value: string | undefined): boolean;
  /** Hands the token out no more. */
  discard(reason: 'rejected' | 'invalidated'): void;
  /** Fetches a new token while the current one serves on. */
  replace(): void;
  /** Whether nobody is signed in, and the source may be asked once more whether that is still so. */
  mayAskForGuest(): boolean;
  askForGuest(): void;
}

/** Decides what follows from a rejected token: whether another one is fetched, and whether the operation is sent again. */
export interface Rejections {
  /**
   * The API said "Unauthorized" to this token. Returns whether the operation is to be sent again: with another token, or
   * with the same one after so many milliseconds.
   */
  rejected(value: string | undefined, rejection: Rejection): boolean | number;
  accepted(operation: () => string, isSecond: boolean): void;
  invalidate(value: string): void;
  reset(): void;
}

/** An API that does not know a new token knows it then. */
const pauseForNewMs = 1_000;
const partFirstMs = 60_000;
const partMaxMs = 3_600_000;

export function createRejections(clock: Clock, { emit }: Events, host: RejectionsHost): Rejections {
  const damping = createDamping(clock);
  const deniedOperations = createDeniedOperations(clock);
  /** Runs after a new token did not help a query of which only a part was denied: the part is probably not for us. */
  const deniedParts = createCoolDown(clock, partFirstMs, partMaxMs);

  const spend = (
    reason: 'rejected' | 'invalidated',
    value: string | undefined,
    mayRefresh: Rejection['mayRefresh'],
  ): boolean => {
    if (host.isBeingReplaced(value)) return true;
    // Before the budget: whoever may cause no refresh at all neither uses it up nor learns that it is used up.
    const may = mayRefresh ? mayRefresh() : true;
    if (typeof may === 'function' ? damping.spend(may) : isTrue(may) && damping.spend()) return true;
    emit({ type: 'refresh-damped', reason });
    return false;
  };

  const whyNot = (value: string | undefined, rejection: Rejection): NoRetryReason | undefined => {
    const { operation, isSecond, isPart, mayResend, keepsServing, mayRefresh } = rejection;
    if (isSecond) {
      if (value !== undefined) {
        if (!rejection.isSameToken) deniedOperations.add(operation);
        else if (host.isCurrent(value) && spend('rejected', value, mayRefresh)) host.discard('rejected');
      }
      if (isPart && !deniedParts.isRunning()) deniedParts.start();
      return 'sent-twice';
    }
    const isGuest = value === undefined && host.mayAskForGuest();
    if (isGuest || (value !== undefined && host.isCurrent(value))) {
      if (isPart && !mayResend) return 'not-repeatable';
      if (deniedOperations.areCoolingDown(operation) || (isPart && deniedParts.isRunning())) return 'denied';
      if (!spend('rejected', value, mayRefresh)) return 'damped';
      if (isGuest) host.askForGuest();
      else if (isPart || keepsServing) host.replace();
      else host.discard('rejected');
    }
    if (!mayResend) return 'not-repeatable';
    return host.canGetToken(value) ? undefined : 'no-token';
  };

  return {
    rejected(value, rejection) {
      const { operation, status, isSecond, mayResend, keepsServing } = rejection;
      if (value !== undefined && host.isCurrent(value) && host.isNew() && mayResend && !isSecond && !keepsServing) {
        if (!deniedOperations.areCoolingDown(operation)) {
          emit({ type: 'token-rejected', status, action: 'retry', why: undefined });
          return pauseForNewMs;
        }
      }
      const why = whyNot(value, rejection);
      emit({ type: 'token-rejected', status, action: why ? 'none' : 'retry', why });
      // Without a token to come, whoever may be sent again learns why from the error that asking for one throws.
      return why === undefined || why === 'no-token';
    },
    accepted(operation, isSecond) {
      if (isSecond) {
        damping.helped();
        deniedParts.reset();
      }
      deniedOperations.forget(operation);
    },
    invalidate(value) {
      checkType('string', value, "invalidate: value must be a token's value, such as (await tokens.getToken()).value");
      if (host.isCurrent(value) && spend('invalidated', value, undefined)) host.discard('invalidated');
    },
    reset() {
      damping.reset();
      deniedParts.reset();
      deniedOperations.reset();
    },
  };
}
