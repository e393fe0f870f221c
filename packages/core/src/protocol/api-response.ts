import { type ApiResponse, mayBeUnauthorized } from './unauthorized.ts';

/** Responses that are text as a whole: neither streams of events or parts, nor files. Without a type it may be one. */
export function isText({ headers }: Response): boolean {
  const contentType = headers.get('content-type');
  return !contentType || /^(?:text\/(?!event-stream)|application\/(?:[\w.-]+\+)?json(?:[;\s]|$))/i.test(contentType);
}

/**
 * A response in neutral form.
 *
 * @param text Its body; `undefined` when that was not looked at.
 * @param isParsed Whether the body is needed, not only if it may say "Unauthorized".
 * @param original Makes what the caller would be handed.
 */
export function apiResponse(
  { status, headers }: Response,
  text: string | undefined,
  isParsed: boolean,
  original: () => Response,
): ApiResponse {
  return {
    status,
    wwwAuthenticate: headers.get('www-authenticate'),
    body: text !== undefined && (isParsed || status >= 400 || mayBeUnauthorized(text)) ? parse(text) : undefined,
    get original() {
      return original();
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
