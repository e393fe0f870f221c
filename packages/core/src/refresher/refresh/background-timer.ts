import type { Clock } from '../../clock.ts';

/** A timer that does not keep the process alive, unless it is told to; edge runtimes have neither method. */
export interface BackgroundTimer {
  ref?(): void;
  unref?(): void;
}

export function setBackgroundTimer(clock: Clock, callback: () => void, ms: number): BackgroundTimer {
  const timer = clock.setTimeout(callback, ms) as BackgroundTimer;
  timer.unref?.();
  return timer;
}
