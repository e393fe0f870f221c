/** What every logged request has in common. */
export interface ReceivedRequest {
  /** When it had arrived, by the API's clock, in epoch milliseconds. */
  readonly at: number;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As sent; a binary body is read as UTF-8. */
  readonly body: string;
  /** The status that was answered, once there is one. */
  readonly status: number | undefined;
  /** The client hung up before the whole response was sent. */
  readonly abortedByClient: boolean;
  /** Resolves when the response is sent or the connection is gone. */
  readonly finished: Promise<void>;
}

/** What an endpoint works with. */
export interface Received {
  readonly entry: Writable<ReceivedRequest>;
  /** A request with the same content, to be read again. */
  readonly copy: () => Request;
  /** Notes how the request ends. Returns `response`. */
  readonly ends: (response: Response) => Response;
}

type Writable<Entry> = { -readonly [Key in keyof Entry]: Entry[Key] };

/**
 * Reads a whole request.
 *
 * @param sent Resolves when the response was sent or the connection is gone, with whether the client hung up. Without it the
 * request ends with its response.
 */
export async function receive(request: Request, now: () => number, sent?: Promise<boolean>): Promise<Received> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  const { method, signal } = request;
  const url = new URL(request.url);
  let finish: () => void = () => {};
  const entry: Writable<ReceivedRequest> = {
    at: now(),
    method,
    url: url.pathname + url.search,
    headers: Object.fromEntries(request.headers),
    body: new TextDecoder().decode(bytes),
    status: undefined,
    abortedByClient: false,
    finished: new Promise((resolve) => {
      finish = resolve;
    }),
  };
  let isOver = false;
  const end = (hungUp: boolean) => {
    // MSW aborts the request of a response that fails, too.
    if (!isOver) entry.abortedByClient = hungUp;
    isOver = true;
    finish();
  };
  if (sent) void sent.then(end);
  else signal.addEventListener('abort', () => end(true));
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return {
    entry,
    copy: () => new Request(url, { method, headers: request.headers, ...(hasBody && { body: bytes }) }),
    ends(response) {
      if (response.type !== 'error') entry.status = response.status;
      if (!sent) end(signal.aborted);
      return response;
    },
  };
}
