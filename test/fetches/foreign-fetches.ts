import { request as httpRequest, type IncomingMessage } from 'node:http';
import crossFetch from 'cross-fetch';
import nodeFetch3 from 'node-fetch';
import nodeFetch2 from 'node-fetch-2';
import { Headers as NativeHeaders, Response as NativeResponse } from 'whatwg-fetch';

/** Fetches that are not the runtime's own, by name. */
export const foreignFetches: Readonly<Record<string, typeof fetch>> = {
  'node-fetch 2': nodeFetch2 as unknown as typeof fetch,
  'node-fetch 3': nodeFetch3 as unknown as typeof fetch,
  'cross-fetch': crossFetch,
  "React Native's fetch": reactNativeFetch as unknown as typeof fetch,
};

/** What React Native's signals have: neither `reason` nor `throwIfAborted`. */
interface SmallSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

/**
 * React Native's fetch: `whatwg-fetch`, whose responses show no body and come when all of it is there. It knows no redirect
 * modes and follows within the network stack, which takes `Authorization` off at another origin; bodies are text.
 */
async function reactNativeFetch(input: string | URL | Request, init: RequestInit = {}): Promise<unknown> {
  const url = String((input as Request).url ?? input);
  const signal = init.signal as SmallSignal | null | undefined;
  const { message, body } = await exchange(url, init, signal);
  const headers = new NativeHeaders(message.headers as Record<string, string>);
  const { statusCode: status = 0, statusMessage: statusText = '' } = message;
  return new NativeResponse(body, { status, statusText, headers, url } as ResponseInit);
}

/** {@link reactNativeFetch}, in the types of the web. */
export const fetchOfReactNative = reactNativeFetch as unknown as typeof fetch;

function exchange(url: string, init: RequestInit, signal: SmallSignal | null | undefined) {
  return new Promise<{ message: IncomingMessage; body: string }>((resolve, reject) => {
    const abort = () => {
      request.destroy();
      reject(Object.assign(new Error('Aborted'), { name: 'AbortError' }));
    };
    const headers: Record<string, string> = {};
    new Headers(init.headers).forEach((value, name) => {
      headers[name] = value;
    });
    const request = httpRequest(url, { method: init.method ?? 'GET', headers }, async (message) => {
      let body = '';
      try {
        for await (const chunk of message.setEncoding('utf8')) body += chunk;
        resolve({ message, body });
      } catch {
        reject(new TypeError('Network request failed'));
      }
    });
    request.on('error', () => reject(new TypeError('Network request failed')));
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    else request.end(init.body ?? undefined);
  });
}
