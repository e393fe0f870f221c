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
 * @param isParsed Whether all of it is needed, for a predicate that is not the default one or to compare two responses.
 * @param original What the caller would be handed.
 */
export function apiResponse(
  { status, headers }: Response,
  text: string | undefined,
  isParsed: boolean,
  original: Response,
): ApiResponse {
  const isRead = isParsed || status >= 400;
  return {
    status,
    wwwAuthenticate: isRead ? headers.get('www-authenticate') : undefined,
    body: text !== undefined && (isRead || mayBeUnauthorized(text)) ? parse(text) : undefined,
    original,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
