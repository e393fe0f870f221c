import type { RefreshReason, TokenEvent } from '@token-refresher/core';
import { isSameToken } from './is-same-token.ts';

/** A token, from when it came to when it was no longer used. */
export interface TokenSpan {
  /** 1, 2, 3 … in the order in which they came. A token that came again has the same number. */
  readonly number: number;
  readonly reason: RefreshReason;
  readonly from: number;
  readonly expiresAt: number;
  /** `undefined` while it is the present one. */
  readonly end?: { readonly at: number; readonly how: 'replaced' | 'rejected' | 'expired' | 'dropped' };
}

/** A refresh, from its first token request to its end. */
export interface RefreshSpan {
  readonly from: number;
  /** `undefined` while it is under way. */
  readonly to?: number;
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'abandoned';
  /** After a failure: until then no token request is made. */
  readonly retryAt?: number;
}

/** A response "Unauthorized". */
export interface Rejection {
  readonly at: number;
  readonly isRetried: boolean;
}

/** What there is to draw. */
export interface TokenLife {
  readonly tokens: readonly TokenSpan[];
  readonly refreshes: readonly RefreshSpan[];
  readonly rejections: readonly Rejection[];
}

/** Reads spans out of events. */
export function tokenLife(events: readonly TokenEvent[]): TokenLife {
  const tokens: TokenSpan[] = [];
  const refreshes: RefreshSpan[] = [];
  const rejections: Rejection[] = [];
  const endToken = (at: number, how: NonNullable<TokenSpan['end']>['how']) => {
    const last = tokens.at(-1);
    if (last && !last.end) tokens[tokens.length - 1] = { ...last, end: { at: Math.min(at, last.expiresAt), how } };
  };
  const endRefresh = (span: Omit<RefreshSpan, 'from'>) => {
    const last = refreshes.at(-1);
    if (last?.outcome === 'running') refreshes[refreshes.length - 1] = { from: last.from, ...span };
  };

  for (const event of events) {
    const { at } = event;
    switch (event.type) {
      case 'refresh-started':
        if (event.reason === 'rejected') endToken(at, 'rejected');
        if (event.reason === 'invalidated') endToken(at, 'dropped');
        if (event.reason === 'expired') endToken(at, 'expired');
        refreshes.push({ from: at, outcome: 'running' });
        break;
      case 'refresh-succeeded': {
        endRefresh({ to: at, outcome: 'succeeded' });
        const last = tokens.at(-1);
        const isSame = last !== undefined && isSameToken(last, event);
        if (isSame && !last.end) break;
        endToken(at, 'replaced');
        const number = (last?.number ?? 0) + (isSame ? 0 : 1);
        tokens.push({ number, reason: event.reason, from: at, expiresAt: event.expiresAt });
        break;
      }
      case 'refresh-failed':
        endRefresh({ to: at, outcome: 'failed', ...(event.retryAt !== undefined && { retryAt: event.retryAt }) });
        break;
      case 'reset':
        endToken(at, 'dropped');
        endRefresh({ to: at, outcome: 'abandoned' });
        break;
      case 'token-rejected':
        rejections.push({ at, isRetried: event.action === 'retry' });
        break;
    }
  }
  return { tokens, refreshes, rejections };
}
