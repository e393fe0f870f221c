import { invalidOption } from './invalid-option.ts';

/** A client ID or secret without the white space around it that pasting leaves behind. @throws TypeError */
export function checkCredential(option: 'clientId' | 'clientSecret', value: unknown): string {
  if (value === undefined || value === null) {
    throw invalidOption(option, 'is missing. If it comes from an environment variable: is the variable set?');
  }
  if (typeof value !== 'string') throw invalidOption(option, `must be a string, not ${typeof value}`);
  const credential = value.trim();
  if (credential === '')
    throw invalidOption(option, 'is empty. If it comes from an environment variable: is the variable set?');
  if (!/^[\x20-\x7e]+$/.test(credential)) {
    throw invalidOption(
      option,
      'has a line break, a typographic quote or another character in it that is not printable ASCII. Copy it again from where the client is registered',
    );
  }
  return credential;
}
