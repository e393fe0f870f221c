import { WebSocket } from 'ws';

interface SocketClassOptions {
  /** Whether a socket to this address is opened. */
  readonly isReal: (href: string) => boolean;
  readonly token: string;
  /** Told where a socket that is not opened would have taken the token. */
  readonly taken: (href: string) => void;
}

/** A WebSocket class. Of sockets that do not stay on this machine it only notes what they would have sent. */
export function createSocketClass({ isReal, token, taken }: SocketClassOptions) {
  return function SomeSocket(url: string, protocols: string): unknown {
    return isReal(url) ? new WebSocket(url, protocols) : new RemoteSocket(url, token, taken);
  } as unknown as new (
    url: string,
    protocols: string,
  ) => unknown;
}

/** A socket to a server that acknowledges everything and answers nothing. */
class RemoteSocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly #url: string;
  readonly #token: string;
  readonly #taken: SocketClassOptions['taken'];

  constructor(url: string, token: string, taken: SocketClassOptions['taken']) {
    this.#url = url;
    this.#token = token;
    this.#taken = taken;
    this.#note(url);
    queueMicrotask(() => {
      this.readyState = 1;
      this.onopen?.();
    });
  }

  send(data: string): void {
    this.#note(data);
    const type = JSON.parse(data).type;
    queueMicrotask(() => {
      if (type === 'connection_init') this.onmessage?.({ data: '{"type":"connection_ack"}' });
      else this.close(1013, 'elsewhere');
    });
  }

  close(code = 1005, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    queueMicrotask(() => this.onclose?.({ code, reason }));
  }

  #note(said: string): void {
    if (said.includes(this.#token)) this.#taken(this.#url.replace(/^ws/, 'http'));
  }
}
