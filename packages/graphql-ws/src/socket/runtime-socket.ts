import { withoutToken } from '@token-refresher/core';
import { connectionEnded } from './connection-ended.ts';

/** What graphql-ws uses of a WebSocket. */
export interface Socket {
  readonly readyState: number;
  onopen: (() => unknown) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: Error) => void) | null;
  onerror: ((event: unknown) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** The runtime's `WebSocket`, or one like it. */
export type SocketClass = new (url: string, protocols: string) => Socket;

/** The end of a socket. */
export interface Ending {
  readonly code: number;
  /** As the server said it; it may show the token. */
  readonly reason: string;
  /** The response to the upgrade, where the runtime tells it. */
  readonly httpStatus: number | undefined;
  readonly hasOpened: boolean;
  /** In the form that graphql-ws and its users get. */
  readonly error: Error;
}

interface Handlers {
  readonly opened: () => void;
  readonly received: (data: unknown) => void;
  /** Called once. */
  readonly ended: (ending: Ending) => void;
}

/** What a socket is opened with. */
interface Opening {
  readonly url: string;
  readonly protocols: string;
  /** Stays out of the error, whatever the server says. */
  readonly token: string | undefined;
}

/** Opens a socket, and evens out how the runtimes tell its end. */
export function openSocket(Runtime: SocketClass, { url, protocols, token }: Opening, handlers: Handlers): Socket {
  const socket = new Runtime(url, protocols);
  let httpStatus: number | undefined;
  let hasOpened = false;
  let hasEnded = false;
  const end = (code: number, reason: string) => {
    if (hasEnded) return;
    hasEnded = true;
    const shown = withoutToken(reason, token);
    const error = connectionEnded(code, shown, httpStatus && `The WebSocket was refused: HTTP ${httpStatus}`);
    handlers.ended({ code, reason, httpStatus, hasOpened, error });
  };
  socket.onopen = () => {
    hasOpened = true;
    handlers.opened();
  };
  socket.onmessage = ({ data }) => handlers.received(data);
  socket.onerror = (event) => {
    const { message } = event as { message?: unknown };
    // In ws, Bun and Deno; the others do not tell.
    httpStatus = Number(/: (\d{3})$/.exec(String(message))?.[1]) || undefined;
    // Node 22 forgets the close event.
    if (!hasOpened) end(1006, '');
  };
  socket.onclose = (event) => {
    const { code, reason } = event as unknown as { code: number; reason: string | undefined };
    // Deno says 0.
    end(code || 1006, reason ?? '');
  };
  return socket;
}
