/** What a token is kept under: 32 hexadecimal digits of the SHA-256 of everything that makes it what it is. */
export async function tokenKey(identity: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(identity));
  return toHex(new Uint8Array(digest, 0, 16));
}

/** A random owner of a lease. */
export function randomOwner(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16)));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
