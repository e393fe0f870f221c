import type { ReactNode } from 'react';
import { clockTime } from './tell-event.ts';
import type { TokenLife } from './token-life.ts';

/** The state of the token in one line. */
export function TokenStatus({ life, now }: { life: TokenLife; now: number }): ReactNode {
  const [state, text] = stateOf(life, now);
  return <p className={`state ${state}`}>{text}</p>;
}

function stateOf({ tokens, refreshes }: TokenLife, now: number): readonly [state: string, text: string] {
  const token = tokens.at(-1);
  const refresh = refreshes.at(-1);
  const isUnderWay = refresh?.outcome === 'running';
  if (token && !token.end && now < token.expiresAt) {
    const left = Math.ceil((token.expiresAt - now) / 1000);
    const next = isUnderWay ? ', the next one is on its way' : '';
    return ['good', `Token ${token.number}: ${left} s left${next}`];
  }
  if (isUnderWay) return ['waiting', 'Asking for a token'];
  if (refresh?.retryAt !== undefined && now < refresh.retryAt) {
    return ['none', `No token. Next try at ${clockTime(refresh.retryAt)} or later`];
  }
  return ['none', token ? 'No token until the next request asks for one' : 'No token yet'];
}
