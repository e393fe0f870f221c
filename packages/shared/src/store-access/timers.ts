import type { Clock } from '@token-refresher/core';

/**
 * A timer that does not keep the process alive. While a caller waits, the token refresher's own time limit does.
 *
 * @returns what cancels it.
 */
export function startTimer(clock: Clock, callback: () => void, ms: number): () => void {
  const handle = clock.setTimeout(callback, ms) as { unref?(): void };
  handle.unref?.();
  return () => clock.clearTimeout(handle);
}

/** Resolves after `ms` milliseconds, or rejects with the signal's reason when it is aborted before. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = startTimer(
      clock,
      () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      },
      ms,
    );
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
