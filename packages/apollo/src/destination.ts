import type { ApolloLink } from '@apollo/client/core/index.js';
import {
  type Destination,
  followsRedirectsItself,
  hasOrigins,
  invalidOption,
  reportWithheld,
  requestDestination,
  type TokenRefresher,
} from '@token-refresher/core';

/** The terminating link's URL, which this link cannot see. */
const unseen: Destination = { href: undefined, origin: 'null', isAllowed: true };

/** A URL, or a function of the operation that returns one. */
export type Uri = string | URL | UriFunction | undefined;

type UriFunction = (operation: ApolloLink.Operation) => string | URL;

/** Tells where operations go. */
export interface Destinations {
  /** Whether redirects have to be left to `fetch`, as in a page. */
  readonly leavesRedirects: boolean;
  /** @param contextUri The `uri` of the operation's context. A falsy one counts for nothing, as in Apollo's HTTP links. */
  of(operation: ApolloLink.Operation, contextUri: unknown): Destination;
  /** Tells the refresher's subscribers that an operation went there without the token. */
  reportWithheld(destination: Destination): void;
}

/** @throws TypeError when `uri` is no URL, or is missing although the token refresher has origins. */
export function createDestinations(caller: string, tokens: TokenRefresher, uri: Uri): Destinations {
  const isListed = hasOrigins(tokens);
  if (uri === undefined && isListed) {
    const problem =
      'is missing: the token refresher has origins, and this link cannot see the URL of the terminating link; give it the same uri';
    throw invalidOption(caller, 'uri', problem);
  }
  if (uri !== undefined && !(typeof uri === 'function' || (typeof uri === 'string' && uri) || uri instanceof URL)) {
    throw invalidOption(caller, 'uri', 'must be a URL, or a function of the operation that returns one');
  }

  const to = (url: unknown, configured: string | undefined) => requestDestination(tokens, text(url), configured);
  return {
    // Once: on Node, `navigator` takes microseconds to say what it is.
    leavesRedirects: followsRedirectsItself(),
    of: typeof uri === 'function' ? byFunction(uri) : byAddress(uri),
    reportWithheld: ({ href }) => reportWithheld(tokens, href ?? 'about:invalid'),
  };

  function byFunction(uri: UriFunction): Destinations['of'] {
    return (operation, contextUri) => {
      const own = contextUri && isListed ? undefined : text(uri(operation) || 'about:invalid');
      return to(contextUri || own, own);
    };
  }

  /** Once: neither a URL object that changes nor a <base> that is put into the page later makes a difference. */
  function byAddress(uri: string | URL | undefined): Destinations['of'] {
    const address = uri === undefined ? undefined : String(uri);
    const fixed = address === undefined ? unseen : to(address, address);
    return (_, contextUri) => (contextUri ? to(contextUri, address) : fixed);
  }
}

/** What is no URL at all stays none, whatever it is. */
function text(url: unknown): string {
  try {
    return String(url);
  } catch {
    return 'about:invalid';
  }
}
