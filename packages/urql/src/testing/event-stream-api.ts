import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An API that answers with streams that the test writes. */
export interface EventStreamApi {
  readonly url: string;
  readonly streams: readonly EventStream[];
}

export interface EventStream {
  readonly authorization: string | undefined;
  /** Says Unauthorized with status 401 instead of a stream. */
  refuse(): void;
  send(message: object): void;
  end(): void;
  /** Resolves when the stream is over, by either side. */
  readonly closed: Promise<void>;
}

const forms = {
  'event stream': {
    type: 'text/event-stream',
    start: ': welcome\n\n',
    message: (json: string) => `event: next\ndata: ${json}\n\n`,
    end: 'event: complete\ndata:\n\n',
  },
  'multipart response': {
    type: 'multipart/mixed; boundary="-"',
    start: '---',
    message: (json: string) => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n---`,
    end: '--\r\n',
  },
};

export type StreamForm = keyof typeof forms;
export const streamForms = Object.keys(forms) as StreamForm[];

/** Starts an API; `onStream` is called with each request, in order. Ends with the test. */
export async function startEventStreamApi(
  form: StreamForm,
  onStream: (stream: EventStream, index: number) => void,
): Promise<EventStreamApi> {
  const streams: EventStream[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { type, start, message, end } = forms[form];
    const begin = () => {
      if (!response.headersSent) response.writeHead(200, { 'content-type': type }).write(start);
    };
    const stream: EventStream = {
      authorization: request.headers.authorization,
      refuse: () => void response.writeHead(401, { 'content-type': 'text/plain' }).end('Unauthorized'),
      send(content) {
        begin();
        response.write(message(JSON.stringify(content)));
      },
      end: () => void response.end(end),
      closed: new Promise((resolve) => response.on('close', () => resolve())),
    };
    streams.push(stream);
    onStream(stream, streams.length - 1);
    begin();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, streams };
}
