import type { Duplex } from 'node:stream';
import type { Attempt } from '@token-refresher/core';
import { createCloseWatch } from './close-watch.ts';
import { withTokenInPayload } from './connection-init.ts';
import { closeOf, opcodes, payloadOf, readFrame } from './frames.ts';
import { createKeptBytes } from './kept-bytes.ts';
import type { TokenPlace } from './token-place.ts';
import type { Credentials, Upgraded } from './upgrade-request.ts';

/** Unauthorized and Forbidden of GraphQL over WebSocket. */
const refusals = [4401, 4403];

/** What both ways of a WebSocket have in common. */
export interface RelayParts {
  readonly client: Duplex;
  /** What came with the client's request. */
  readonly head: Buffer;
  readonly place: TokenPlace;
  readonly attempt: Attempt;
  /** Another WebSocket to the API; `undefined` when the API refuses it. */
  readonly reopen: (token: string) => Promise<Upgraded | undefined>;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/**
 * Passes on what client and API send. When the API's first frame closes the WebSocket because of the token, and the
 * attempt says so, what the client has sent goes over another one, and the client sees nothing of it.
 */
export function relay({ client, head, place, attempt, reopen, signal }: RelayParts, first: Upgraded): void {
  const kept = createKeptBytes(attempt);
  let api: Duplex;
  let send: (chunk: Buffer) => boolean;

  const fromClient = (chunk: Buffer) => {
    kept.add(chunk);
    if (!send(chunk)) client.pause();
  };

  const useApi = ({ socket, head: received, credentials }: Upgraded) => {
    api = socket;
    send = createSender(socket, place, credentials);
    socket.on('drain', () => client.resume());
    socket.on('close', () => api === socket && client.destroy());
    socket.on('end', () => api === socket && client.end());
    const receive = createReceiver(socket);
    socket.on('data', receive);
    if (received.length > 0) receive(received);
  };

  const createReceiver = (socket: Duplex) => {
    let held: Buffer | undefined = Buffer.alloc(0);
    const watch = createCloseWatch((code, reason) => {
      if (refusals.includes(code)) attempt.rejected({ status: 401, body: reason });
    });
    const pass = (chunk: Buffer) => {
      if (!client.write(chunk)) socket.pause();
    };
    const passFirst = (bytes: Buffer) => {
      held = undefined;
      kept.drop();
      pass(bytes);
    };
    client.on('drain', () => socket.resume());
    return (chunk: Buffer) => {
      if (!held) {
        watch(chunk);
        return pass(chunk);
      }
      held = Buffer.concat([held, chunk]);
      const bytes = held;
      const begun = firstFrame(bytes);
      if (begun === undefined) return;
      const again = begun.refusal && attempt.rejected({ status: 401, body: begun.refusal.reason }, { signal });
      if (!again) {
        if (!begun.refusal) attempt.accepted();
        passFirst(bytes);
        return begun.refusal ? undefined : watch(bytes);
      }
      socket.pause();
      client.pause();
      again
        .then((token) => (token === undefined ? undefined : reopen(token)))
        .catch(() => undefined)
        .then((next) => {
          if (signal.aborted) return next?.socket.destroy();
          const sent = kept.bytes();
          if (!next || !sent) passFirst(bytes);
          else {
            useApi(next);
            socket.destroy();
            if (sent.length > 0) send(sent);
          }
          socket.resume();
          client.resume();
        });
    };
  };

  useApi(first);
  client.on('data', fromClient);
  client.on('end', () => api.end());
  client.on('close', () => api.destroy());
  if (head.length > 0) fromClient(head);
}

/** Sends what comes from the client, with the token in it where it belongs there. */
function createSender(
  socket: Duplex,
  place: TokenPlace,
  credentials: Credentials | undefined,
): (chunk: Buffer) => boolean {
  if (place.in !== 'connection_init' || !credentials) return (chunk) => socket.write(chunk);
  let held: Buffer | undefined = Buffer.alloc(0);
  return (chunk) => {
    if (!held) return socket.write(chunk);
    held = Buffer.concat([held, chunk]);
    const changed = withTokenInPayload(held, credentials.headers);
    if (changed === undefined) return true;
    held = undefined;
    return socket.write(changed);
  };
}

/** What the first frame says about the token; `undefined` when that has not come whole. */
function firstFrame(bytes: Buffer): { readonly refusal: { readonly reason: string } | undefined } | undefined {
  const frame = readFrame(bytes);
  if (!frame || (frame.opcode === opcodes.close && bytes.length < frame.end)) return undefined;
  if (frame.opcode !== opcodes.close) return { refusal: undefined };
  const { code, reason } = closeOf(payloadOf(bytes, frame));
  return { refusal: refusals.includes(code) ? { reason } : undefined };
}
