/**
 * Why a page was turned away:
 *
 * - `method`: not a POST (405)
 * - `origin`: it is of an origin that is not named in `origins` (403)
 * - `content-type`: it did not send JSON (415)
 * - `not-authorized`: `authorize` returned `false` (401) or a response of its own
 * - `body-size`: it sent more than is taken (413)
 * - `body`: what it sent is not the JSON that belongs there (400)
 * - `report`: it reported a rejected token, and no other one can be obtained for now (429)
 */
export type DenialReason = 'method' | 'origin' | 'content-type' | 'not-authorized' | 'body-size' | 'body' | 'report';

/**
 * Why a page's request failed:
 *
 * - `authorize`: it threw, or returned something that is none of what it may return (500)
 * - `body-taken`: something in front had read the body before (500)
 * - `token`: no token can be obtained now (503)
 * - `api`: the connection to the API failed, or it responded with a redirect or, in the end, with HTTP 401 (502; proxy only)
 * - `timeout`: the API did not respond in time (504; proxy only)
 */
export type FailureReason = 'authorize' | 'body-taken' | 'token' | 'api' | 'timeout';

/**
 * What became of a page's request: exactly one event for each, preflight requests left out. What happened at the token
 * endpoint is told by the token refresher's own events, once for all requests that waited for it. No event holds a token
 * or a secret. `at` is in epoch milliseconds, `status` is what the page got.
 */
export type PageEvent =
  | {
      readonly type: 'answered';
      readonly at: number;
      readonly status: number;
      /** Set when the page reported a rejected token: it was `replaced` because of that, or `replaced-before`. */
      readonly report?: 'replaced' | 'replaced-before' | undefined;
    }
  | {
      readonly type: 'denied';
      readonly at: number;
      readonly status: number;
      readonly reason: DenialReason;
      /** The `Origin` header, as the page's browser sent it. */
      readonly origin: string | null;
    }
  | {
      readonly type: 'failed';
      readonly at: number;
      readonly status: number;
      readonly reason: FailureReason;
      /** What is behind it, such as the `TokenRequestError`. */
      readonly error: unknown;
    };
