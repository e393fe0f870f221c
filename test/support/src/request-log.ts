import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** What every logged request has in common. */
export interface ReceivedRequest {
  /** When it had arrived, by the API's clock, in epoch milliseconds. */
  readonly at: number;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** As sent; a binary body is read as UTF-8. */
  readonly body: string;
  /** The status that was answered, once there is one. */
  status: number | undefined;
  /** The client hung up before the whole answer was sent. */
  abortedByClient: boolean;
  /** Resolves when the answer is sent or the connection is gone. */
  readonly finished: Promise<void>;
}

/** Requests in the order of their arrival. */
export interface RequestLog<Entry> {
  /** Always the same array, also after {@link RequestLog.reset}. */
  readonly entries: Entry[];
  add(entry: Entry): void;
  /** Resolves when the log holds at least `count` requests. */
  reached(count: number): Promise<void>;
  reset(): void;
}

/** An empty log. */
export function createRequestLog<Entry>(): RequestLog<Entry> {
  const entries: Entry[] = [];
  let watchers: { count: number; resolve: () => void }[] = [];
  return {
    entries,
    add(entry) {
      entries.push(entry);
      for (const watcher of watchers) if (entries.length >= watcher.count) watcher.resolve();
      watchers = watchers.filter((watcher) => entries.length < watcher.count);
    },
    reached(count) {
      if (entries.length >= count) return Promise.resolve();
      return new Promise((resolve) => watchers.push({ count, resolve }));
    },
    reset() {
      entries.length = 0;
    },
  };
}

/** Reads a whole request; the result's `raw` is its body as bytes. */
export async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  now: () => number,
): Promise<ReceivedRequest & { readonly raw: Buffer }> {
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const received = {
    at: now(),
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers: request.headers,
    body: raw.toString('utf8'),
    status: undefined as number | undefined,
    abortedByClient: false,
    finished,
  };
  // Not enumerable: the log stays readable and comparable.
  const entry = Object.defineProperty(received, 'raw', { value: raw }) as typeof received & { raw: Buffer };
  response.on('close', () => {
    // A connection that the API itself reset is not the client's doing.
    entry.abortedByClient = !response.writableFinished && !resetByApi.has(response);
    if (response.headersSent) entry.status = response.statusCode;
    finish();
  });
  return entry;
}

const resetByApi = new WeakSet<ServerResponse>();

/** Cuts the connection (TCP RST), so that the client sees a network error. */
export function resetConnection(response: ServerResponse): void {
  resetByApi.add(response);
  response.socket?.resetAndDestroy();
}
