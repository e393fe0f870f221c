import { request } from 'node:http';
import { AbortController as OlderAbortController, AbortSignal as OlderAbortSignal } from 'abort-controller';
import { vi } from 'vitest';

/** A response as React Native has it: whole when it comes, and without `body`. */
interface WholeResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  text(): Promise<string>;
  json(): Promise<unknown>;
  clone(): WholeResponse;
}

function wholeResponse(status: number, url: string, headers: Headers, text: string): WholeResponse {
  return {
    ok: status < 300,
    status,
    url,
    headers,
    text: async () => text,
    json: async () => JSON.parse(text) as unknown,
    clone: () => wholeResponse(status, url, headers, text),
  };
}

/** A fetch as React Native has it, over a socket. */
function olderFetch(
  url: string,
  init: { method?: string; headers?: HeadersInit; body?: string; signal?: AbortSignal } = {},
) {
  return new Promise<WholeResponse>((resolve, reject) => {
    const { method = 'GET', headers = {}, body, signal } = init;
    const sent = request(url, { method, headers: Object.fromEntries(new Headers(headers)) }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      const received = new Headers(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
      resolve(wholeResponse(response.statusCode ?? 0, url, received, text));
    });
    const abort = () => {
      sent.destroy();
      reject(Object.assign(new Error('Aborted'), { name: 'AbortError' }));
    };
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    sent.on('error', reject).end(body);
  });
}

/** React Native's own `URL`: a slash at the end of a path. */
export class OwnUrl extends URL {
  constructor(url: string | URL, base?: string | URL) {
    super(url, base);
    if (!this.pathname.endsWith('/')) this.pathname += '/';
  }
}

/**
 * Puts what React Native has in the place of Node's globals. `URL` stays Node's, as though an app had imported
 * `react-native-url-polyfill`, which the library demands there. Returns what undoes it.
 */
export function imitateReactNative(): () => void {
  vi.stubGlobal('AbortController', OlderAbortController);
  vi.stubGlobal('AbortSignal', OlderAbortSignal);
  vi.stubGlobal('fetch', olderFetch);
  return () => vi.unstubAllGlobals();
}
