import type { InvalidOption } from '../options/check-options.ts';

/** One parameter of the form; a name may come several times. */
export type FormParameter = readonly [name: string, value: string];

/** Form parameters that have an option of their own: what to do instead of setting them. */
export const parameterOwners: Readonly<Record<string, string>> = {
  client_id: 'set option "clientId"',
  client_secret: 'set option "clientSecret"',
  scope: 'set option "scope"',
  client_assertion: 'set option "privateKey" or "clientAssertion"',
  client_assertion_type: 'set option "privateKey" or "clientAssertion"',
};

/**
 * Reads the option `parameters`.
 *
 * @param more Who else sets which parameter.
 * @throws TypeError
 */
export function checkParameters(
  invalid: InvalidOption,
  value: unknown,
  more: Readonly<Record<string, string>> = {},
): FormParameter[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('parameters', 'must be an object of strings');
  }
  const owner = new Map(Object.entries({ ...parameterOwners, ...more }));
  return Object.entries(value).flatMap(([name, given]) => {
    if (owner.has(name)) throw invalid('parameters', `must not contain "${name}"; ${owner.get(name)}`);
    if (Array.isArray(given) && given.length === 0) {
      throw invalid('parameters', `has "${name}" with an empty list; leave it out, or give it a value`);
    }
    return [given].flat().map((text: unknown): FormParameter => {
      // Files end with one; names, passwords, tokens and assertions have none (RFC 6749 appendix A).
      if (typeof text === 'string') return [name, text.replace(/^[\r\n]+|[\r\n]+$/g, '')];
      throw invalid('parameters', `has "${name}" with a value that is not a string`);
    });
  });
}

/** Whether the value of a parameter or a header is a secret, judged by its name: passwords, tokens, assertions, codes. */
export function isSecretName(name: string): boolean {
  return /secret|pass|token|assertion|code|key|pin|credential|cookie|auth/i.test(name) && !name.endsWith('_type');
}
