import type { NodeRequest } from './node-http.ts';

/** The body of a request on its way in. */
export interface IncomingBody {
  /** Nothing is read before somebody reads it. */
  readonly stream: ReadableStream<Uint8Array>;
  /** Lets the rest go by unread, so that the connection can serve the next request. */
  discard(): void;
}

/** Not by Node's own conversion: that ends the connection when a reader leaves, and with it the response. */
export function incomingBody(incoming: NodeRequest): IncomingBody {
  let state: 'unread' | 'read' | 'over' = 'unread';
  const discard = () => {
    state = 'over';
    incoming.resume();
  };
  const begin = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const end = (finish: () => void) => {
      if (state !== 'over') finish();
      state = 'over';
    };
    incoming.on('data', (part) => {
      if (state === 'over') return;
      controller.enqueue(part);
      incoming.pause();
    });
    incoming.on('end', () => end(() => controller.close()));
    incoming.on('error', (error) => end(() => controller.error(error)));
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (state === 'over') return controller.error(new Error('The request is over.'));
        if (state === 'unread') begin(controller);
        state = 'read';
        incoming.resume();
      },
      cancel: discard,
    },
    { highWaterMark: 0 },
  );
  return { stream, discard };
}
