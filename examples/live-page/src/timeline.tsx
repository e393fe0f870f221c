import type { CSSProperties, ReactNode } from 'react';
import { rejectionMarks } from './rejection-marks.ts';
import type { RefreshSpan, TokenLife, TokenSpan } from './token-life.ts';

const pastMs = 75_000;
const futureMs = 45_000;

/** The last 75 seconds and the next 45 of a token's life. */
export function Timeline({ life, now }: { life: TokenLife; now: number }): ReactNode {
  const start = now - pastMs;
  const end = now + futureMs;
  const isSeen = (from: number, to: number) => to > start && from < end;
  /** Where a span lies in the picture. */
  const place = (from: number, to = from): CSSProperties => {
    const left = Math.max(from, start);
    const share = 100 / (end - start);
    return { left: `${(left - start) * share}%`, width: `${Math.max(0, Math.min(to, end) - left) * share}%` };
  };
  return (
    <div className="timeline" role="img" aria-label={summary(life, now)}>
      <div className="axis">
        {[-60, -45, -30, -15, 0, 15, 30].map((seconds) => (
          <span key={seconds} className={seconds === 0 ? 'now' : ''} style={place(now + seconds * 1000)}>
            <i>{seconds === 0 ? 'now' : `${seconds > 0 ? '+' : '−'}${Math.abs(seconds)} s`}</i>
          </span>
        ))}
      </div>
      <Lane name="token" className="tokens">
        {life.tokens
          .filter((token) => isSeen(token.from, endOf(token)))
          .map((token) => (
            <TokenBar key={token.from} token={token} now={now} place={place} />
          ))}
      </Lane>
      <Lane name="refresh" className="refreshes">
        {life.refreshes
          .filter(({ from, to = now, retryAt = to }) => isSeen(from, retryAt))
          .map((refresh) => (
            <RefreshBar key={refresh.from} refresh={refresh} now={now} place={place} />
          ))}
      </Lane>
      <Lane name="API" className="rejections">
        {rejectionMarks(life.rejections)
          .filter(({ at }) => isSeen(at, at))
          .map(({ key, at, isRetried, label }) => (
            <span key={key} className={isRetried ? 'retried' : 'refused'} style={place(at)}>
              {label && <i>{label}</i>}
            </span>
          ))}
      </Lane>
    </div>
  );
}

function Lane({ name, className, children }: { name: string; className: string; children: ReactNode }): ReactNode {
  return (
    <div className={`lane ${className}`}>
      <b>{name}</b>
      <div>{children}</div>
    </div>
  );
}

/** Why a token was fetched, in the space of a bar. */
const whyFetched: Record<TokenSpan['reason'], string> = {
  first: 'first',
  ahead: 'ahead of time',
  expired: 'after expiry',
  rejected: 'after 401',
  invalidated: 'after a drop',
};

interface Placed {
  readonly now: number;
  readonly place: (from: number, to?: number) => CSSProperties;
}

function TokenBar({ token, now, place }: Placed & { token: TokenSpan }): ReactNode {
  const { number, reason, from, expiresAt, end } = token;
  // At most a tenth of the life: there the core looks for the next token, while this one serves.
  const aheadFrom = Math.max(expiresAt - 300_000, expiresAt - (expiresAt - from) / 10);
  const how = end?.how ?? (now < expiresAt ? 'present' : 'expired');
  return (
    <>
      <span className={`token row${number % 2} ${how}`} style={place(from, Math.min(endOf(token), now))}>
        <i>
          {number} <small>{whyFetched[reason]}</small>
        </i>
      </span>
      {how === 'present' && (
        <>
          <span className={`token row${number % 2} to-come`} style={place(Math.max(now, from), expiresAt)} />
          <span className={`token row${number % 2} ahead`} style={place(Math.max(now, aheadFrom), expiresAt)} />
        </>
      )}
    </>
  );
}

function RefreshBar({ refresh, now, place }: Placed & { refresh: RefreshSpan }): ReactNode {
  const { from, to = now, outcome, retryAt } = refresh;
  return (
    <>
      <span className={`refresh ${outcome}`} style={place(from, to)} />
      {retryAt !== undefined && <span className="refresh pause" style={place(to, retryAt)} />}
    </>
  );
}

const endOf = ({ end, expiresAt }: TokenSpan) => end?.at ?? expiresAt;

function summary({ tokens, rejections }: TokenLife, now: number): string {
  const last = tokens.at(-1);
  const left = last && !last.end ? Math.max(0, Math.round((last.expiresAt - now) / 1000)) : 0;
  return `${tokens.length} tokens so far, ${rejections.length} responses “Unauthorized”; the current token is good for ${left} seconds.`;
}
