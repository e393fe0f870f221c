/**
 * Names for the authorization server itself, which uses them up and may leave them out of what it grants (OpenID Connect
 * Core 1.0 sections 3.1.2.1, 5.4 and 11).
 */
const openIdConnect = new Set(['openid', 'profile', 'email', 'address', 'phone', 'offline_access']);

/**
 * The names that were asked for and not granted, with spaces between them; empty when there are none. Servers write names
 * in another case, too, and in a longer or shorter form: `User.Read` is `https://graph.microsoft.com/User.Read`.
 */
export function missingScope(asked = '', granted = ''): string {
  const present = namesOf(granted).map((name) => name.toLowerCase());
  const isPresent = (name: string) => present.some((each) => isSame(each, name.toLowerCase()));
  return namesOf(asked)
    .filter((name) => !openIdConnect.has(name) && !isPresent(name))
    .join(' ');
}

function isSame(one: string, other: string): boolean {
  return one === other || isLongFormOf(one, other) || isLongFormOf(other, one);
}

function isLongFormOf(long: string, short: string): boolean {
  return long.includes('://') && !short.includes('://') && long.endsWith(`/${short}`);
}

function namesOf(scope: string): string[] {
  return scope.split(/[\s,]/).filter(Boolean);
}
