import { fixedResponse } from '../messages/fixed-response.ts';
import type { Fault } from './fault.ts';

/** Does what can be done without knowing the endpoint. Resolves to `undefined` when the endpoint goes on with its work. */
export async function applyFault(fault: Fault | null): Promise<Response | undefined> {
  switch (fault?.kind) {
    case 'response':
      return fixedResponse(fault);
    case 'hold':
      await fault.gate.pass();
      return undefined;
    case 'delay':
      await new Promise((resolve) => {
        const timer: unknown = setTimeout(resolve, fault.ms);
        // A script must not have to wait for responses that nobody wants any more.
        (timer as { unref?: () => void }).unref?.();
      });
      return undefined;
    case 'hang':
      return new Promise(() => {});
    case 'hang in body':
      return unfinished(() => {});
    case 'reset':
      return Response.error();
    case 'cut off':
      return unfinished((body) => body.error(new Error('The connection was cut.')));
    default:
      return undefined;
  }
}

/** Once its first bytes were taken, `then` says what becomes of the body. */
function unfinished(then: (body: ReadableStreamDefaultController<Uint8Array>) => void): Response {
  const start = new TextEncoder().encode('{"access_token":"ory_at_');
  let isStarted = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (isStarted) return then(controller);
        isStarted = true;
        controller.enqueue(start);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { 'content-type': 'application/json', 'content-length': '1000' } });
}
