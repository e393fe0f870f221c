import { checkOptionNames, invalidOption } from '@token-refresher/core';
import type { TestApiOptions } from './test-api.ts';
import { checkSeconds } from './tokens/check-seconds.ts';

const names = ['respond', 'scope', 'tokenLifetimeSeconds', 'clientAuthentication', 'clientId', 'clientSecret', 'clock'];

/**
 * Checks what can be wrong about the options.
 *
 * @param others Names of further options of this caller.
 * @throws TypeError that names the option and what to do.
 */
export function checkOptions(caller: string, options: TestApiOptions, others: readonly string[]): void {
  checkOptionNames(caller, options, [...others, ...names]);
  const { respond, tokenLifetimeSeconds = 0, clientAuthentication, clock } = options;
  if (respond !== undefined && typeof respond !== 'function') {
    throw invalidOption(caller, 'respond', 'must be a function that returns a Response or what is sent as JSON');
  }
  checkSeconds(caller, 'tokenLifetimeSeconds', tokenLifetimeSeconds);
  const methods: readonly unknown[] = [undefined, 'client_secret_post', 'client_secret_basic'];
  if (!methods.includes(clientAuthentication)) {
    throw invalidOption(caller, 'clientAuthentication', "must be 'client_secret_post' or 'client_secret_basic'");
  }
  if (clock !== undefined && typeof clock?.now !== 'function') {
    throw invalidOption(caller, 'clock', 'must have a function now(), as what createTestClock returns has');
  }
  for (const name of ['scope', 'clientId', 'clientSecret'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'string') {
      throw invalidOption(caller, name, 'must be a string');
    }
  }
}
