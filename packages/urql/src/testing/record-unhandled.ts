import { onTestFinished } from 'vitest';

/** Collects unhandled rejections until the test ends, instead of letting them fail the run. */
export function recordUnhandled(): unknown[] {
  const seen: unknown[] = [];
  const record = (reason: unknown) => void seen.push(reason);
  const usual = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', record);
  onTestFinished(() => {
    process.off('unhandledRejection', record);
    for (const listener of usual) process.on('unhandledRejection', listener);
  });
  return seen;
}
