import type { Operation } from '@token-refresher/testing';

/** Whether the client asks for a subscription in the form that Apollo's router sends. */
export function asksForMultipartSubscription(accept: string | undefined, operation: Operation | undefined): boolean {
  return /subscriptionSpec/i.test(accept ?? '') && /^\s*subscription\b/.test(operation?.query ?? '');
}

/**
 * Turns a stream of server-sent events into Apollo's multipart protocol for subscriptions over HTTP: each event a part,
 * its result under `payload`.
 */
export function toMultipartSubscription(events: Response): Response {
  // The delimiter comes right behind each part: clients take a part for complete when they see the next one begin.
  const part = (content: string) => `\r\ncontent-type: application/json\r\n\r\n${content}\r\n--graphql`;
  let text = '';
  const body = events.body?.pipeThrough(new TextDecoderStream()).pipeThrough(
    new TransformStream<string, string>({
      // A heartbeat, so that the headers go out before the first event.
      start: (parts) => parts.enqueue(`\r\n--graphql${part('{}')}`),
      transform(chunk, parts) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const [, result] = /^event: next\ndata: (.*)$/m.exec(block) ?? [];
          if (result) parts.enqueue(part(`{"payload":${result}}`));
        }
      },
      flush: (parts) => parts.enqueue('--\r\n'),
    }),
  );
  return new Response(body?.pipeThrough(new TextEncoderStream()) ?? null, {
    headers: { 'content-type': 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0' },
  });
}
