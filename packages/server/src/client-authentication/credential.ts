import type { InvalidOption } from '../options/check-options.ts';

/** A client ID or secret without the white space around it that pasting leaves behind. @throws TypeError */
export function checkCredential(invalid: InvalidOption, option: 'clientId' | 'clientSecret', value: unknown): string {
  if (value === undefined || value === null) throw invalid(option, `is missing. ${unsetVariable}`);
  if (typeof value !== 'string') throw invalid(option, `must be a string, not ${typeof value}`);
  const credential = value.trim();
  if (credential === '') throw invalid(option, `is empty. ${unsetVariable}`);
  if (!isPrintable(credential)) {
    throw invalid(
      option,
      'has a line break, a typographic quote or another character in it that is not printable ASCII. Copy it again from where the client is registered',
    );
  }
  return credential;
}

/** Whether a text has nothing but VSCHAR in it, of which all credentials are made (RFC 6749 appendix A). */
export function isPrintable(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** For what is usually read from the environment. */
export const unsetVariable = 'If it comes from an environment variable, check that the variable is set';
