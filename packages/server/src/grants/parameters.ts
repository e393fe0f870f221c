import type { InvalidOption } from '../options/check-options.ts';

/** Form parameters that have an option of their own, or that the grant sets. */
const owners: Readonly<Record<string, string>> = {
  grant_type: 'it is always client_credentials',
  client_id: 'set option "clientId"',
  client_secret: 'set option "clientSecret"',
  scope: 'set option "scope"',
  client_assertion: 'set option "privateKey"',
  client_assertion_type: 'set option "privateKey"',
};

/** Reads the option `parameters`. @throws TypeError */
export function checkParameters(invalid: InvalidOption, value: unknown): URLSearchParams {
  const form = new URLSearchParams();
  if (value === undefined) return form;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('parameters', 'must be an object of strings');
  }
  for (const [name, text] of Object.entries(value)) {
    const owner = Object.hasOwn(owners, name) && owners[name];
    if (owner) throw invalid('parameters', `must not contain "${name}"; ${owner}`);
    if (typeof text !== 'string') throw invalid('parameters', `has "${name}" with a value that is not a string`);
    form.set(name, text);
  }
  return form;
}

/** Whether a parameter's value is a secret, judged by its name: passwords, tokens, assertions, codes. */
export function isSecretParameter(name: string): boolean {
  return /secret|pass|token|assertion|code|key|pin|credential/i.test(name) && !name.endsWith('_type');
}
