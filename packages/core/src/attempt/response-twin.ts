import { isText } from '../protocol/api-response/api-response.ts';
import { peekResponse, type ReadResponse } from './peek-response.ts';

const content = Symbol('content');

/** What a twin answers from. */
interface Content {
  /** What was read. Its status, headers and address are the twin's. */
  readonly response: Response;
  /** Dropped when it was handed out: nothing is kept that the caller has. */
  whole: { readonly text: string; readonly bytes: ArrayBuffer | undefined } | undefined;
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

  return async (response, clock) => {
    const { body, status } = response;
    // Status 401 says what there is to say; no more of such a response is needed than comes at once.
    if (status === 401 || body === null || !isText(response)) return peekResponse(response, clock);
    // React Native shows no body, and has no bytes.
    const bytes = body ? await response.arrayBuffer() : undefined;
    const text = bytes ? decoder.decode(bytes) : await response.text();
    const twin = createTwin({ response, whole: { text, bytes }, native: undefined });
    return { text, handOut: () => twin, discard: () => {} };
  };
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
        return JSON.parse(await take(this[content]));
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

async function take(filled: Content): Promise<string> {
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
