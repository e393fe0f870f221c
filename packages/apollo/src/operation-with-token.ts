import type { ApolloLink } from '@apollo/client/core/index.js';
import {
  authorizationHeaders,
  type Destination,
  hiddenRedirect,
  mustNotFollowRedirects,
  type TokenRefresher,
  withAuthorization,
} from '@token-refresher/core';
import type { ResponseLike } from './apollo-response.ts';
import type { Destinations } from './destination.ts';
import { redirectTarget, withoutSecrets } from './redirect-target.ts';

type Operation = ApolloLink.Operation;
type Context = ApolloLink.OperationContext;

/** What both sends of an operation start from. */
export interface Start {
  readonly tokens: TokenRefresher;
  readonly operation: Operation;
  readonly context: Context;
  /** Where the operation goes by that context. */
  readonly destination: Destination;
  readonly destinations: Destinations;
}

/** See {@link OperationWithToken}. */
export type OnHeaders = () => void;

/**
 * An operation as the links behind this one see it. The token is in the headers of its context as long as the context's
 * `uri` leads where the token may go, and that `uri` is the very string that was checked. Neither gets into the context
 * that the links before this one see: what they send elsewhere afterwards has no token. Everything else that the links
 * behind put into the context does.
 *
 * What an operation has beyond its request is not enumerable, as in Apollo: links spread operations into messages.
 */
export class OperationWithToken {
  readonly #start: Start;
  readonly #token: string | undefined;
  readonly #onHeaders: OnHeaders | undefined;
  /** Without the token. */
  #context: Context;
  /** With the token, until the context changes. */
  #shown: Context | undefined;
  #destination: Destination;

  /**
   * @param token `undefined`: it goes without.
   * @param onHeaders Called when an HTTP link has a response, before it has read the body.
   */
  constructor(start: Start, token: string | undefined, onHeaders?: OnHeaders) {
    Object.assign(this, start.operation);
    this.#start = start;
    this.#token = token;
    this.#onHeaders = onHeaders;
    // Only HTTP links set a response, and an old one must not be taken for another link's.
    this.#context = { ...start.context, response: undefined, tokenRefreshLink: true };
    this.#destination = start.destination;
  }

  /** The compiler does not see what the constructor assigns. */
  asOperation(): Operation {
    return this as unknown as Operation;
  }

  get getContext(): Operation['getContext'] {
    return () => {
      this.#shown ??= this.#show();
      return { ...this.#shown };
    };
  }

  get setContext(): Operation['setContext'] {
    return (next) => {
      let changes: Context = (typeof next === 'function' ? next(this.getContext()) : next) ?? {};
      // A link that copies what it saw does not mean what was put there for this send.
      if (changes.fetchOptions && changes.fetchOptions === this.#shown?.fetchOptions)
        changes = { ...changes, fetchOptions: this.#context.fetchOptions };
      this.#context = { ...this.#context, ...changes };
      this.#shown = undefined;
      const { headers, uri, tokenRefreshLink, ...others } = changes;
      this.#start.operation.setContext(others);
      if (others.response) this.#onHeaders?.();
    };
  }

  get client(): Operation['client'] {
    return this.#start.operation.client;
  }

  /** Where it goes by the context that was read last. */
  get destination(): Destination {
    return this.#destination;
  }

  /** The HTTP response, if an HTTP link has one. */
  get response(): Context['response'] {
    return this.#context.response;
  }

  /** The operation as it goes on to where an error redirects it; `undefined` when nothing is to be followed. */
  redirected(error: unknown, onHeaders: OnHeaders): OperationWithToken | undefined {
    const { context, ...start } = this.#start;
    const target = this.#followsRedirects && redirectTarget(error, this.response, start.operation, this.#destination);
    if (!target) return undefined;
    const { isAllowed, href: uri } = target;
    const own = Object.keys(authorizationHeaders(this.#start.tokens, `${this.#token}`));
    const headers = isAllowed ? context.headers : withoutSecrets(context.headers, own);
    const next = { ...start, context: { ...context, headers, uri }, destination: target };
    return new OperationWithToken(next, this.#token, onHeaders);
  }

  /** What the caller gets in the place of an error that comes of a redirect which a page must not follow and cannot see. */
  hiddenRedirect(error: unknown): TypeError | undefined {
    const { response = this.response }: { response?: ResponseLike } = Object(error);
    return response && this.#endsAtRedirects ? hiddenRedirect(response) : undefined;
  }

  get #endsAtRedirects(): boolean {
    if (this.#token === undefined || !this.#destination.isAllowed || this.#followsRedirects) return false;
    return mustNotFollowRedirects(this.#start.tokens, this.#token);
  }

  /** A fetch that follows by itself may take the token to another origin, as node-fetch does. */
  get #followsRedirects(): boolean {
    return this.#token !== undefined && this.#destination.isAllowed && !this.#start.destinations.leavesRedirects;
  }

  #show(): Context {
    const { operation, context, destination, destinations } = this.#start;
    const { uri, headers, fetchOptions } = this.#context;
    this.#destination = uri === context.uri ? destination : destinations.of(operation, uri);
    const shown: Context = { ...this.#context, uri: this.#destination.href ?? uri, headers: this.#headers(headers) };
    if ((this.#followsRedirects || this.#endsAtRedirects) && (fetchOptions?.redirect ?? 'follow') === 'follow')
      shown.fetchOptions = { ...fetchOptions, redirect: 'manual' };
    return shown;
  }

  #headers(own: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> | undefined {
    if (this.#token === undefined) return own;
    if (this.#destination.isAllowed) return withAuthorization(this.#start.tokens, own, this.#token);
    // A link that added headers to those that it saw has taken over the token with them.
    const ours: unknown[] = Object.values(authorizationHeaders(this.#start.tokens, this.#token));
    return Object.fromEntries(Object.entries(own ?? {}).filter(([, value]) => !ours.includes(value)));
  }
}
