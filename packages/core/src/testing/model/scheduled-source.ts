import type { AccessToken, FetchToken } from '../../token.ts';
import type { HandTurnedClock } from './hand-turned-clock.ts';
import type { Verdict } from './verdict.ts';

/** One call of the source, which the schedule answers. */
export interface SourceRequest {
  readonly sentAt: { readonly wall: number; readonly monotonic: number };
  readonly rejected: string | undefined;
  readonly signal: AbortSignal;
  readonly resolve: (token: AccessToken) => void;
  readonly reject: (error: unknown) => void;
}

/** A source whose requests wait for the schedule to answer them. */
export interface ScheduledSource {
  readonly fetchToken: FetchToken;
  /** One of the requests that wait, which then waits no more. */
  takeOpen(which: number): SourceRequest | undefined;
  /** Whether it is the last one, was not given up, and no other waits. */
  isCurrent(request: SourceRequest): boolean;
  isOfEarlierIdentity(request: SourceRequest): boolean;
  /** The requests so far are those of an earlier identity. */
  identityEnds(): void;
  close(): void;
  isClosed(): boolean;
}

export function createScheduledSource(clock: HandTurnedClock, { holds }: Verdict): ScheduledSource {
  const requests: SourceRequest[] = [];
  const open: SourceRequest[] = [];
  let earlier = 0;
  let isClosed = false;
  return {
    fetchToken({ rejected, signal }) {
      holds(!signal.aborted && !isClosed, 'signal');
      return new Promise((resolve, reject) => {
        const sentAt = { wall: clock.now(), monotonic: clock.monotonicNow() };
        const request = { sentAt, rejected, signal, resolve, reject };
        requests.push(request);
        open.push(request);
        holds(open.filter((other) => !other.signal.aborted).length <= 1, 'oneRequest');
      });
    },
    takeOpen: (which) => open.splice(which % open.length, 1)[0],
    isCurrent: (request) => request === requests.at(-1) && !request.signal.aborted && open.length === 0,
    isOfEarlierIdentity: (request) => requests.indexOf(request) < earlier,
    identityEnds() {
      earlier = requests.length;
    },
    close() {
      isClosed = true;
    },
    isClosed: () => isClosed,
  };
}
