import type { Clock } from '../../clock.ts';
import { type CoolDown, createCoolDown } from '../../cool-down.ts';

const maxRemembered = 100;
const firstMs = 15_000;
const maxMs = 3_600_000;

/**
 * Operations that were rejected with a new token too. They are denied for a reason of their own (a field that the
 * application may not read, say), so for a while they are no reason to fetch another token.
 */
export interface DeniedOperations {
  add(operation: string): void;
  areCoolingDown(operation: string): boolean;
  /** @param operation Only called when there is something to forget. */
  forget(operation: () => string): void;
  reset(): void;
}

export function createDeniedOperations(clock: Clock): DeniedOperations {
  const coolDowns = new Map<string, CoolDown>();
  return {
    add(operation) {
      // All that are not known would be one.
      if (operation === '') return;
      const coolDown = coolDowns.get(operation) ?? createCoolDown(clock, firstMs, maxMs);
      // Many that were rejected at the same moment are one denial.
      if (!coolDown.isRunning()) coolDown.start();
      coolDowns.delete(operation);
      coolDowns.set(operation, coolDown);
      const [oldest = ''] = coolDowns.keys();
      if (coolDowns.size > maxRemembered) coolDowns.delete(oldest);
    },
    areCoolingDown: (operation) => coolDowns.get(operation)?.isRunning() ?? false,
    forget(operation) {
      if (coolDowns.size > 0) coolDowns.delete(operation());
    },
    reset: () => coolDowns.clear(),
  };
}
