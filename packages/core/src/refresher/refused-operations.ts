import type { Clock } from '../clock.ts';
import { type CoolDown, createCoolDown } from './cool-down.ts';

const maxRemembered = 100;

/**
 * Operations that were refused with a new token too. They are denied for a reason of their own (a field that the
 * application may not read, say), so for a while they are no reason to fetch another token.
 */
export interface RefusedOperations {
  add(operation: string): void;
  areCoolingDown(operation: string): boolean;
  /** @param operation Only called when there is something to forget. */
  forget(operation: () => string): void;
}

export function createRefusedOperations(clock: Clock): RefusedOperations {
  const coolDowns = new Map<string, CoolDown>();
  return {
    add(operation) {
      const coolDown = coolDowns.get(operation) ?? createCoolDown(clock);
      coolDown.start();
      coolDowns.set(operation, coolDown);
      const [oldest = ''] = coolDowns.keys();
      if (coolDowns.size > maxRemembered) coolDowns.delete(oldest);
    },
    areCoolingDown: (operation) => coolDowns.get(operation)?.isRunning() ?? false,
    forget(operation) {
      if (coolDowns.size > 0) coolDowns.delete(operation());
    },
  };
}
