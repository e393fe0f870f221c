import { describe, expect, test } from 'vitest';
import { pairs } from './pairs.ts';
import { type Stage, type StageOptions, setStage, type Wiring } from './stage.ts';

export type SetStage = (options?: Omit<StageOptions, 'pair' | 'wiring'>) => Promise<Stage>;

/**
 * A scenario that must fail with bare `authExchange` and pass with this package: proof that the defect is there, and that
 * the scenario finds it.
 *
 * @param options.remains The wirings of this package that documentedly have the defect too.
 */
export function defect(
  title: string,
  scenario: (setStage: SetStage) => Promise<void>,
  { remains = [] }: { readonly remains?: readonly Wiring[] } = {},
): void {
  const broken: readonly Wiring[] = ['bare authExchange', ...remains];
  const wirings: readonly Wiring[] = ['tokenRefreshExchange', 'tokenRefreshAuth', 'bare authExchange'];
  describe.each(pairs)(`${title}, $name`, (pair) => {
    test.each(wirings)('%s', async (wiring) => {
      const outcome = scenario((options) => setStage({ ...options, pair, wiring }));
      if (broken.includes(wiring)) await expect(outcome).rejects.toMatchObject({ name: 'AssertionError' });
      else await outcome;
    });
  });
}
