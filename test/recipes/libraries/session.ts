const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const isGuest = process.env.GUEST === 'true';
let issued = 0;

/** The session that all stand-ins are about: `undefined` for a guest. Each forced token is another one. */
export function accessToken(isForced: boolean): string | undefined {
  if (isGuest) return undefined;
  if (isForced || issued === 0) issued++;
  const iat = 1_700_000_000;
  return `${encode({ alg: 'none' })}.${encode({ iat, exp: iat + 600, number: issued })}.signature`;
}
