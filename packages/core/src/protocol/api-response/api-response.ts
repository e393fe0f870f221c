import { type ApiResponse, mayBeUnauthorized } from './unauthorized.ts';

/** Responses that are text as a whole: neither streams of events or parts, nor files. Without a type it may be one. */
export function isText({ headers }: Response): boolean {
  const contentType = headers.get('content-type');
  return !contentType || /^(?:text\/(?!event-stream)|application\/(?:[\w.-]+\+)?json(?:[;\s]|$))/i.test(contentType);
}

/** A response whose body may have been looked at. */
interface Seen {
  /** What the caller would be handed. */
  readonly response: Response;
  /** The body; `undefined` when it was not looked at. */
  readonly text: string | undefined;
}

/**
 * A response in neutral form.
 *
 * @param isParsed Whether all of it is needed, for a predicate that is not the default one or to compare two responses.
 */
export function apiResponse({ response, text }: Seen, isParsed: boolean): ApiResponse {
  const { status, headers } = response;
  const isRead = isParsed || status >= 400;
  return {
    status,
    wwwAuthenticate: isRead ? headers.get('www-authenticate') : undefined,
    body: text !== undefined && (isRead || mayBeUnauthorized(text)) ? parse(text) : undefined,
    original: response,
  };
}

/** Whether it takes no more than a look at the text to tell that the default predicate says no. */
export function isPlainlyAccepted({ response, text }: Seen): boolean {
  return response.status < 400 && (text === undefined || !mayBeUnauthorized(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
