import type { PageResult } from './page-result.ts';

/** Reads what `authorize` returned: the page is let in, with its caller if that was said, or it is denied. */
export type ReadVerdict = (
  returned: unknown,
) => Promise<{ readonly caller: string | undefined } | Extract<PageResult, { denied: unknown }>>;

/** @param endpoint The function whose `authorize` it is, for messages. */
export function createVerdictReader(endpoint: string): ReadVerdict {
  /** An application may return the same response each time, and a body can be read only once. */
  const bodies = new WeakMap<Response, Promise<ArrayBuffer>>();

  const copy = async (response: Response) => {
    const body = bodies.get(response) ?? response.arrayBuffer();
    bodies.set(response, body);
    const { status, headers } = response;
    return new Response(await body, { status, headers });
  };

  return async (returned) => {
    if (returned === true) return { caller: undefined };
    if (returned === false) return { denied: 'not-authorized' };
    if (returned instanceof Response && returned.status >= 400) {
      return { denied: 'not-authorized', response: await copy(returned) };
    }
    const isResponse = returned instanceof Response;
    const named = !isResponse && typeof returned === 'object' && returned !== null && 'caller' in returned;
    if (!named) {
      const got = isResponse ? `a Response with status ${returned.status}` : kindOf(returned);
      throw new TypeError(
        `${endpoint}: authorize must return true, false, { caller } or a Response from 400 up; got ${got}.`,
      );
    }
    const { caller } = returned;
    if (typeof caller === 'string' && caller !== '') return { caller };
    throw new TypeError(
      `${endpoint}: "caller" in what authorize returned must be a non-empty string; got ${kindOf(caller)}.`,
    );
  };
}

/** Not the value: it may say who the user is. */
function kindOf(value: unknown): string {
  if (value === '') return 'an empty string';
  return value === null ? 'null' : typeof value;
}
