import { TokenRequestError } from '@token-refresher/core';
import { sentenceOf } from './own-words.ts';

/** What the proxy answers by itself, in the form of a GraphQL response, and as an HTTP response. */
export interface ProxyError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const sentences = {
  foreign: [403, 'FORBIDDEN', 'This proxy is for programs of this machine and its own page.'],
  path: [404, 'NOT_FOUND', 'This address is not forwarded to the API.'],
  method: [405, 'METHOD_NOT_ALLOWED', 'This method is not forwarded.'],
  body: [400, 'BAD_REQUEST', 'A GET or HEAD request with a body is not forwarded.'],
  upgrade: [400, 'BAD_REQUEST', 'Only upgrades to WebSocket are forwarded; send plain HTTP/1.1.'],
} as const;

/** Why a request is not forwarded. */
export type DenialReason = keyof typeof sentences;

export function denied(reason: DenialReason): ProxyError {
  const [status, code, message] = sentences[reason];
  return proxyError(status, code, message);
}

/** Why there is no response from the API. The message of a TokenRequestError holds no secret; others are not repeated. */
export function failed(error: unknown): ProxyError {
  if (TokenRequestError.is(error)) {
    const seconds = Math.ceil(((error.retryAt ?? 0) - Date.now()) / 1000);
    return proxyError(502, error.code, sentenceOf(error), seconds > 0 ? { 'retry-after': `${seconds}` } : {});
  }
  return proxyError(502, 'BAD_GATEWAY', `The API gave no response${reasonOf(error)}.`);
}

/** The system's code, such as `ECONNREFUSED`. */
function reasonOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  const known = [cause?.code, code].find((each) => typeof each === 'string' && /^[A-Z][A-Z\d_]{2,40}$/.test(each));
  return known === undefined ? '' : ` (${known})`;
}

function proxyError(status: number, code: string, message: string, more: Record<string, string> = {}): ProxyError {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const headers = { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(body)}`, ...more };
  return { status, headers, body };
}
