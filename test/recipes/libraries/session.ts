const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const isGuest = process.env.GUEST === 'true';
/** What happens to a forced refresh: the session has ended, or the network is away the first time. */
const refreshing = process.env.REFRESHING;
let issued = 0;
let forced = 0;

/** The session that all stand-ins are about: `undefined` for a guest. Each forced token is another one. */
export function accessToken(isForced: boolean): string | undefined {
  if (isGuest) return undefined;
  if (isForced || issued === 0) issued++;
  const iat = 1_700_000_000;
  return `${encode({ alg: 'none' })}.${encode({ iat, exp: iat + 600, number: issued })}.signature`;
}

/** What a library does when the session has ended, and when the network is away, in the shape in which it does so. */
export interface Failures<Result> {
  ended(): Result;
  offline(): Result;
}

/** The token, or what comes of a refresh that fails. */
export function refreshed<Result>(isForced: boolean, failures: Failures<Result>): string | undefined | Result {
  if (!isForced) return accessToken(false);
  forced++;
  if (refreshing === 'ended') return failures.ended();
  if (refreshing === 'offline' && forced === 1) return failures.offline();
  return accessToken(true);
}

export function fail(error: Error, properties: object = {}): never {
  throw Object.assign(error, properties);
}
