interface Issued {
  readonly expiresAt: number;
}

/**
 * Whether two refreshes brought the same token: a broker counts its life down in whole seconds, and hands out the one
 * that it has until it gets another itself. Events do not hold the token, so its expiry has to tell.
 */
export function isSameToken(one: Issued, other: Issued): boolean {
  return Math.abs(one.expiresAt - other.expiresAt) < 1_500;
}
