import type { Clock } from '../clock.ts';
import { isText } from '../protocol/api-response/api-response.ts';
import { maxWaitFor401Ms } from './wait-for-401.ts';

/** A refusal with the stack trace of a server in development is some 20 kB long. */
const maxPeekedBytes = 65_536;

/** A response whose body was looked at. */
export interface PeekedResponse {
  /** The body; `undefined` when it was not looked at, or not to its end. */
  readonly text: string | undefined;
  /** The response for the caller, its body unread. */
  readonly response: Response;
  /** Nobody wants the response: lets its connection go. */
  discard(): void;
}

/** A way to look at a response. Rejects when its body breaks off and the caller cannot find out by reading it. */
export type ReadResponse = (response: Response, clock: Clock) => Promise<PeekedResponse>;

/** Looks at the beginning of a response's body without keeping the caller from reading it. */
export async function peekResponse(response: Response, clock: Clock): Promise<PeekedResponse> {
  const { status, bodyUsed } = response;
  const body: BodyOfSomeFetch = response.body;
  // A status above 599 comes from proxies that deny a request; no response can be made with it.
  if (body === null || bodyUsed || status > 599 || !isText(response)) return untouched(response);
  const bounded = <T>(reading: Promise<T>) => (status === 401 ? within(maxWaitFor401Ms, clock, reading) : reading);
  if (body && 'tee' in body) return peekStream(response, body, bounded);
  if (body && 'pipe' in body) return peekNodeStream(response, body, bounded);
  // React Native shows no body, but has it whole.
  const text = await bounded(copyText(response)).catch(() => undefined);
  return { ...untouched(response), text };
}

type BodyOfSomeFetch = ReadableStream<Uint8Array> | { readonly pipe: unknown } | null | undefined;
type Bounded = <T>(reading: Promise<T>) => Promise<T | undefined>;

function untouched(response: Response): PeekedResponse {
  return { text: undefined, response, discard: () => release(response.body) };
}

async function peekStream(response: Response, body: ReadableStream<Uint8Array>, bounded: Bounded) {
  // Not `clone()`: on Node 20 and 22, a clone that is cancelled makes an abort an unhandled rejection, and its twin unreadable.
  const [ours, theirs] = body.tee();
  const reader = ours.getReader();
  // A body that breaks off is the caller's to find out.
  const text = await bounded(readUpTo(maxPeekedBytes, reader)).catch(() => undefined);
  if (text === undefined) reader.cancel().catch(ignore);
  return { text, response: like(response, new Response(theirs, response)), discard: () => release(theirs) };
}

/** Bodies of node-fetch and its kind. A copy of one stalls unless it is read to its end, so it is read once and made anew. */
async function peekNodeStream(response: Response, body: object, bounded: Bounded): Promise<PeekedResponse> {
  const { status, statusText, headers, url } = response;
  const bytes = await bounded(response.arrayBuffer());
  if (bytes === undefined) release(body);
  const init = { status, statusText, headers, url };
  const made = new (response.constructor as typeof Response)(bytes ?? '', init);
  return { text: bytes && new TextDecoder().decode(bytes), response: made, discard: ignore };
}

async function copyText(response: Response): Promise<string> {
  return response.clone().text();
}

async function readUpTo(bytes: number, reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  for (let read = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    read += value.byteLength;
    if (read > bytes) return undefined;
    text += decoder.decode(value, { stream: true });
  }
}

/** Gives a response that was made anew what only the original has. */
function like(original: Response, made: Response): Response {
  const { url, redirected, type } = original;
  const { clone } = made;
  return Object.defineProperties(made, {
    url: { value: url },
    redirected: { value: redirected },
    type: { value: type },
    clone: { value: () => like(original, clone.call(made)) },
  });
}

/** `undefined` when it takes longer. */
function within<T>(ms: number, clock: Clock, result: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => resolve(undefined), ms);
    result.then(resolve, reject).finally(() => clock.clearTimeout(timer));
  });
}

function release(body: object | null | undefined): void {
  const { cancel, destroy } = (body ?? {}) as { cancel?(): Promise<void>; destroy?(): void };
  if (cancel) cancel.call(body).catch(ignore);
  else destroy?.call(body);
}

/** Does nothing. */
export function ignore(): void {}
