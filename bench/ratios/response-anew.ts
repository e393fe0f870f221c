import { peekResponse, type ReadResponse } from '../../packages/core/src/attempt/peek-response.ts';
import { isText } from '../../packages/core/src/protocol/api-response/api-response.ts';

/** The other way to hand out what was read: a native `Response` made of the text, with what only the original has. */
export function createNativeReader(): ReadResponse {
  return async (response, clock) => {
    if (response.status === 401 || response.body === null || !isText(response)) return peekResponse(response, clock);
    const text = await response.text();
    return { text, response: like(response, new Response(text, response)), discard: () => {} };
  };
}

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
