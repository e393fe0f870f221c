import { tokenValueProblem } from '../protocol/token-usage/token-value.ts';
import type { AccessToken } from '../token.ts';

/** A token that can be shared, because it says how long it lives. */
type SharedToken = AccessToken & { readonly expiresAt: number };

/** A tab's side of the channel on which tabs tell each other their token. */
export interface TabChannel {
  /** The last token that was shared or heard, if it can be used and is none of `unwanted`. */
  find(unwanted: readonly string[]): AccessToken | undefined;
  /** Asks the other tabs, and resolves with the first wanted token that is heard until `done`. */
  hear(unwanted: readonly string[], rejected: string | undefined, done: AbortSignal): Promise<AccessToken>;
  /**
   * Notes that a token is being fetched. The returned function tells it to the others, and from now on this tab answers
   * with it; unless all was forgotten meanwhile, because it may then be the token of somebody who has signed out.
   */
  startSharing(): (token: AccessToken) => void;
  /** From now on this tab does not answer with this value. */
  forget(rejected: string | undefined): void;
  /** Every tab forgets what it heard. */
  forgetAll(): void;
  /** Says and hears nothing more. */
  close(): void;
}

interface Message {
  readonly ask?: { readonly unwanted: readonly string[]; readonly rejected: string | undefined };
  readonly token?: unknown;
  readonly forget?: true;
  /** The `session` of the sender. */
  readonly session: number;
}

/** `undefined` where there is no such channel. */
export function openTabChannel(name: string): TabChannel | undefined {
  const channel = open(name);
  if (!channel) return undefined;
  let latest: SharedToken | undefined;
  let isClosed = false;
  let timesForgotten = 0;
  /**
   * When all was last forgotten, as far as this tab knows; each time later than the last. Tokens of an earlier session are
   * the last user's: they were sent before the other tab had heard that all is to be forgotten.
   */
  let session = 0;
  const listeners = new Set<() => void>();
  const send = (message: Omit<Message, 'session'>) => {
    if (!isClosed) channel.postMessage({ ...message, session });
  };
  const forget: TabChannel['forget'] = (rejected) => {
    if (latest?.value === rejected) latest = undefined;
  };
  const forgetAll = () => {
    latest = undefined;
    timesForgotten++;
  };
  const find: TabChannel['find'] = (unwanted) =>
    latest && isAlive(latest) && !unwanted.includes(latest.value) ? latest : undefined;

  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = readMessage(data);
    const isPast = message.session < session;
    // A tab that has been opened since, or was frozen, learns it from whatever is said next.
    if (message.forget || message.session > session) forgetAll();
    session = Math.max(session, message.session);
    if (message.ask) {
      forget(message.ask.rejected);
      const wanted = find(message.ask.unwanted);
      if (wanted) send({ token: wanted });
    }
    const { token } = message;
    // What a tab tells that has missed the newest one must not take its place.
    if (!isPast && isShareable(token) && !(latest && isAlive(latest) && latest.expiresAt > token.expiresAt)) {
      latest = token;
      for (const listener of listeners) listener();
    }
  };
  // Where a page is only imitated (tests in Node), an open channel would keep the process alive.
  (channel as { unref?(): void }).unref?.();

  return {
    find,
    forget,
    forgetAll() {
      forgetAll();
      session = Math.max(Date.now(), session + 1);
      send({ forget: true });
    },
    close() {
      isClosed = true;
      forgetAll();
      channel.close();
    },
    hear: (unwanted, rejected, done) =>
      new Promise((resolve) => {
        const listener = () => {
          const wanted = find(unwanted);
          if (wanted) resolve(wanted);
        };
        listeners.add(listener);
        done.addEventListener('abort', () => listeners.delete(listener));
        send({ ask: { unwanted, rejected } });
      }),
    startSharing() {
      const before = timesForgotten;
      return ({ value, expiresAt, scope }) => {
        const token = { value, expiresAt, ...(scope !== undefined && { scope }) };
        if (!isShareable(token) || before !== timesForgotten) return;
        latest = token;
        send({ token });
      };
    },
  };
}

function open(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/** Looks closely: an older copy of this library, or anything else of this origin, may speak on the same channel. */
function readMessage(data: unknown): Message {
  const { ask, token, forget, session } = Object(data) as Record<keyof Message, unknown>;
  const { unwanted, rejected } = Object(ask) as Partial<Record<'unwanted' | 'rejected', unknown>>;
  return {
    token,
    session: Number.isSafeInteger(session) ? (session as number) : 0,
    ...(forget === true && { forget }),
    ...(Array.isArray(unwanted) && { ask: { unwanted, rejected: rejected as string | undefined } }),
  };
}

function isAlive({ expiresAt }: SharedToken): boolean {
  return expiresAt > Date.now();
}

function isShareable(token: unknown): token is SharedToken {
  const { value, expiresAt, scope } = Object(token) as Partial<SharedToken>;
  return (
    tokenValueProblem(value) === undefined &&
    Number.isFinite(expiresAt) &&
    (scope === undefined || typeof scope === 'string')
  );
}
