import { isText } from '../protocol/api-response/api-response.ts';
import { ignore, type PeekedResponse, peekResponse, type ReadResponse } from './peek-response.ts';

const content = Symbol('content');

type Bytes = Uint8Array<ArrayBuffer>;

/** What a twin answers from. */
interface Content {
  /** What was read. Its status, headers and address are the twin's. */
  readonly response: Response;
  /** Dropped when it was handed out: nothing is kept that the caller has. */
  whole: { readonly text: string; readonly bytes: Bytes | undefined } | undefined;
  /** Answers whatever is neither `text()` nor `json()`. */
  native: Response | undefined;
}

interface Twin {
  readonly [content]: Content;
}

/**
 * Reads whole responses, once. What is handed out answers `text()` and `json()` from what was read; otherwise it behaves
 * like the response that it stands for, of whose class it is. But it is no native object: caches and service workers do
 * not take it.
 */
export function createResponseReader(): ReadResponse {
  const decoder = new TextDecoder();
  /** One for each class of responses. */
  const prototypes = new WeakMap<object, object>();

  const createTwin = (filled: Content): Response => {
    const parent = Object.getPrototypeOf(filled.response);
    let prototype = prototypes.get(parent);
    if (!prototype) {
      prototype = Object.create(parent, members(filled.response, createTwin)) as object;
      prototypes.set(parent, prototype);
    }
    const twin = Object.create(prototype);
    twin[content] = filled;
    return twin;
  };

  const peeked = (response: Response, text: string, bytes: Bytes | undefined): PeekedResponse => {
    const twin = createTwin({ response, whole: { text, bytes }, native: undefined });
    return { text, response: twin, discard: ignore };
  };

  /** By a loop: `arrayBuffer()` copies what it has read. */
  const readStream = async (response: Response, body: ReadableStream<Bytes>) => {
    const reader = body.getReader();
    const parts: Bytes[] = [];
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      // Not `instanceof`: in jsdom, the class of the bytes that Node's fetch reads is another.
      if (part.value?.[Symbol.toStringTag] !== 'Uint8Array') {
        reader.cancel().catch(() => {});
        throw new TypeError('A chunk of the body is no Uint8Array.');
      }
      parts.push(part.value);
    }
    const bytes = parts.length === 1 ? (parts[0] as Bytes) : joined(parts);
    return peeked(response, decoder.decode(bytes), bytes);
  };

  const readWhole = async (response: Response) => {
    // React Native shows no body, and has no bytes.
    const bytes = response.body ? new Uint8Array(await response.arrayBuffer()) : undefined;
    return peeked(response, bytes ? decoder.decode(bytes) : await response.text(), bytes);
  };

  return (response, clock) => {
    const { body, status, bodyUsed } = response;
    // Status 401 says what there is to say; no more of such a response is needed than comes at once.
    if (status === 401 || body === null || bodyUsed || !isText(response)) return peekResponse(response, clock);
    return body && 'getReader' in body ? readStream(response, body) : readWhole(response);
  };
}

function joined(parts: readonly Bytes[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let length = 0;
  for (const part of parts) {
    bytes.set(part, length);
    length += part.byteLength;
  }
  return bytes;
}

/** What is asked of a twin; its prototype holds them. */
function members(example: Response, createTwin: (filled: Content) => Response): PropertyDescriptorMap {
  const all: Record<string, PropertyDescriptor & ThisType<Twin>> = {
    text: {
      async value(): Promise<string> {
        return take(this[content]);
      },
    },
    json: {
      async value(): Promise<unknown> {
        const text = take(this[content]);
        return JSON.parse(typeof text === 'string' ? text : await text);
      },
    },
    clone: {
      value(): Response {
        const { response, whole } = this[content];
        return createTwin({ response, whole, native: whole ? undefined : toNative(this[content]).clone() });
      },
    },
    body: {
      get(): Response['body'] {
        return toNative(this[content]).body;
      },
    },
    bodyUsed: {
      get(): boolean {
        const { whole, native } = this[content];
        return !whole && (!native || native.bodyUsed);
      },
    },
  };
  for (const name of ['arrayBuffer', 'blob', 'bytes', 'formData'] as const) {
    if (!(name in example)) continue;
    all[name] = {
      async value(): Promise<unknown> {
        return toNative(this[content])[name]();
      },
    };
  }
  for (const name of ['status', 'statusText', 'ok', 'headers', 'url', 'redirected', 'type'] as const) {
    all[name] = {
      get(): unknown {
        return this[content].response[name];
      },
    };
  }
  return all;
}

/** At once when it was read: every promise between costs the caller a microsecond or more. */
function take(filled: Content): string | Promise<string> {
  const { whole } = filled;
  if (!whole) return toNative(filled).text();
  filled.whole = undefined;
  return whole.text;
}

function toNative(filled: Content): Response {
  const { whole, response } = filled;
  if (whole) filled.native = new Response(whole.bytes ?? whole.text, { headers: response.headers });
  filled.whole = undefined;
  filled.native ??= used();
  return filled.native;
}

/** Fails as a response does whose body was read before. */
function used(): Response {
  const response = new Response('');
  response.text().catch(() => {});
  return response;
}
