import { isConfidential } from '../../protocol/token-usage/allowed-origins.ts';

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

/**
 * Tells a developer on the console, once and outside production, that a request went out without the token: the API then
 * says "Unauthorized", and nothing else shows why. No other file of the packages that applications import may print.
 */
export function createWithheldWarning(): (origin: string) => void {
  let isTold = false;
  return (origin) => {
    if (isTold || origin === 'null' || isProduction()) return;
    isTold = true;
    const url = new URL(origin);
    const isPlain = url.protocol === 'http:' && !isConfidential(url);
    const option = isPlain ? `allowInsecureRequests: ['${url.host}']` : `origins: ['${origin}']`;
    console.warn(
      `token-refresher: a request to ${origin} went out without the token. To send it there, give createTokenRefresher ` +
        `${option}. (Said once, never in production.)`,
    );
  };
}

/** In the words that bundlers replace. Where there is neither a bundler nor `process`, nobody knows. */
function isProduction(): boolean {
  try {
    return process.env.NODE_ENV === 'production';
  } catch {
    return true;
  }
}
