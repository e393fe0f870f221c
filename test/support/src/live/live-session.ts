import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ConnectStage, LiveBehaviour, LiveConnect } from './live-api.ts';

/** One open WebSocket. */
export interface Session {
  readonly entry: LiveConnect;
  readonly socket: WebSocket;
  behaviour: LiveBehaviour | undefined;
  /** The ids of the operations that were asked for and have not ended. */
  readonly running: Set<string>;
  /** The operations that a `next` message refuses. */
  readonly refused: Set<string>;
  /** Aborted when it has ended. */
  readonly left: AbortController;
}

/** How a bad token is refused unless told otherwise. */
export const defaultRefusals: Readonly<Record<'url' | 'connection_init', LiveBehaviour>> = {
  url: { kind: 'status', status: 401 },
  connection_init: { kind: 'close', code: 4403, reason: 'Forbidden', at: 'connection_init' },
};

/** Does what is to be done at this stage. Returns whether the connection has ended. */
export function behaves({ socket, behaviour }: Session, stage: ConnectStage): boolean {
  if (behaviour?.kind === 'close' && behaviour.at === stage) socket.close(behaviour.code, behaviour.reason);
  else if (behaviour?.kind === 'drop' && behaviour.at === stage) socket.terminate();
  else return false;
  return true;
}

/** Answers an upgrade in HTTP. */
export function refuseUpgrade(duplex: Duplex, status: number): void {
  const body = status === 401 ? 'Unauthorized' : 'Refused';
  duplex.end(
    `HTTP/1.1 ${status} ${body}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** The token in the payload of `connection_init`. */
export function tokenIn(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(String(params?.Authorization ?? ''))?.[1];
}
