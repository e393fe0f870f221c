import type { RefreshReason, TokenEvent } from '@token-refresher/core';
import { isSameToken } from './is-same-token.ts';

const why: Record<RefreshReason, string> = {
  first: 'there was none yet',
  ahead: 'the current one is about to expire, and serves on meanwhile',
  expired: 'the old one has expired',
  rejected: 'the API had said “Unauthorized” to the old one',
  invalidated: 'the old one was discarded by hand',
};

/** What happened, in plain words. `before` is what had happened until then, oldest first. */
export function tellEvent(event: TokenEvent, before: readonly TokenEvent[] = []): string {
  switch (event.type) {
    case 'refresh-started':
      return `Asking the broker for a token: ${why[event.reason]}.`;
    case 'refresh-succeeded': {
      const seconds = Math.round((event.expiresAt - event.at) / 1000);
      const last = before.findLast(({ type }) => type === 'refresh-succeeded');
      const isSame = last?.type === 'refresh-succeeded' && isSameToken(last, event);
      const token = isSame ? 'The same token again' : 'A new token';
      return `${token}, after ${Math.round(event.durationMs)} ms, good for ${seconds} s.`;
    }
    case 'refresh-failed': {
      if (event.retryAt === undefined) return 'Nobody is signed in.';
      const next = `The next try is at ${clockTime(event.retryAt)} or later`;
      const serves = event.reason === 'ahead' ? '; the current token serves on' : '';
      return `No token (${event.code}). ${next}${serves}.`;
    }
    case 'refresh-damped':
      return 'No other token for now: too many were fetched in vain. Not sent again.';
    case 'token-rejected':
      return event.action === 'retry'
        ? 'The API said “Unauthorized”: to be sent once more with another token.'
        : 'The API said “Unauthorized”, and no other token is to be expected now: not sent again.';
    case 'token-withheld':
      return `A request to ${event.origin} went out without the token.`;
    case 'reset':
      return 'The token was forgotten: somebody signed in or out.';
    case 'closed':
      return 'The token refresher was closed.';
  }
}

/** Such as `14:03:22`. */
export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}
