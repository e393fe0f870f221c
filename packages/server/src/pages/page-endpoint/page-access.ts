import type { PageEvent } from './page-events.ts';

/**
 * What `authorize` says about a request:
 *
 * - `true`: this user may have a token
 * - `{ caller }`: the same, and who it is, such as the session's or the user's id, as a string that is not empty. What may
 *   cost a token request, reports of rejected tokens and rejections that the proxy has seen, is then damped for each caller,
 *   so that one page that causes them all the time does not hold up the others. It is kept for a minute after the last one,
 *   and shows nowhere
 * - `false`: no; the page gets HTTP 401
 * - a `Response` with a status of 400 or more: no; the page gets a copy of it (403, or 429 with `Retry-After`)
 *
 * Anything else, and what it throws, is HTTP 500 without details.
 */
export type PageVerdict = boolean | Response | { readonly caller: string };

/** Who may call: the options that the token broker and the GraphQL proxy have in common. */
export interface PageAccessOptions {
  /**
   * Whether this request's user may have a token. Required: there is no default that lets everybody in. It is asked when
   * the whole request has arrived, so that nobody gets a token whose session has ended meanwhile; the body has been read
   * by then.
   */
  readonly authorize: (request: Request) => PageVerdict | Promise<PageVerdict>;
  /**
   * Origins of other sites whose pages may call, with cookies, such as `['https://app.example.com']`; CORS is on for
   * exactly these. Of any scheme: `capacitor://localhost`, or `http://intranet` behind a proxy that renames the host.
   * Default: none, only pages of the same origin.
   */
  readonly origins?: readonly string[] | undefined;
  /**
   * Called once for each request with what became of it. What it throws, or what a promise that it returns rejects with,
   * is ignored. Default: nobody is told.
   */
  readonly onEvent?: ((event: PageEvent) => unknown) | undefined;
}
