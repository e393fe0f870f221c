import { baseAddress, type InsecureHosts, isConfidential } from '../../protocol/token-usage/allowed-origins.ts';

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

/**
 * Tells a developer on the console, once and outside production, that a request went out without the token: the API then
 * says "Unauthorized", and nothing else shows why. No other file of the packages that applications import may print.
 */
export function createWithheldWarning(insecureHosts: InsecureHosts): (origin: string, isListed?: boolean) => void {
  let isTold = false;
  return (origin, isListed = true) => {
    if (isTold || isProduction()) return;
    isTold = true;
    console.warn(
      `token-refresher: a request ${origin === 'null' ? withoutOrigin() : to(origin, isListed, insecureHosts)}. (Said once, never in production.)`,
    );
  };
}

function to(origin: string, isListed: boolean, insecureHosts: InsecureHosts): string {
  const url = new URL(origin);
  const isPlain = url.protocol === 'http:' && !isConfidential(url, insecureHosts);
  // With an ellipsis: once there are origins, the token goes to no other address.
  const missing = [
    !(isPlain && isListed) && `origins: ['${origin}', …]`,
    isPlain && `allowInsecureRequests: ['${url.host}']`,
  ].filter(Boolean);
  return `to ${origin} went out without the token. To send it there, give createTokenRefresher ${missing.join(' and ')}`;
}

function withoutOrigin(): string {
  const problem = baseAddress() ? 'http or https' : 'absolute, and there is no page that it could be relative to';
  return `went out without the token: its address is not ${problem}. Use one such as 'https://api.example.com/graphql'`;
}

/** In the words that bundlers replace. Where there is neither a bundler nor `process`, nobody knows. */
function isProduction(): boolean {
  try {
    return process.env.NODE_ENV === 'production';
  } catch {
    return true;
  }
}
