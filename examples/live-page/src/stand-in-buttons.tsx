import { type ReactNode, useCallback, useEffect, useState } from 'react';

interface Seen {
  readonly isBroken: boolean;
  readonly tokenRequests: number;
  readonly brokerRequests: number;
  readonly refused: number;
  /** How the token will be ended as soon as that may be done. */
  readonly next?: Ending;
  /** So long no token can be ended, in milliseconds. */
  readonly restMs: number;
}

type Ending = 'expire' | 'revoke';

/** What can be done to the token, and what the server has seen. */
export function StandInButtons({ onAct }: { onAct: () => void }): ReactNode {
  const [seen, setSeen] = useState<Seen>();
  const load = useCallback(async (path = '', init?: RequestInit) => {
    const response = await fetch(`/api/stand-in${path}`, init).catch(() => undefined);
    if (response?.ok) setSeen(await response.json());
    return response?.ok === true;
  }, []);
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), 1_000);
    return () => clearInterval(timer);
  }, [load]);

  const act = async (name: string) => {
    if (await load(`/${name}`, { method: 'POST' })) onAct();
  };
  const rest = Math.ceil((seen?.restMs ?? 0) / 1000);
  const ending = (name: Ending, what: string) => (
    <small>
      {seen?.next === name
        ? `Will be done in ${rest} s: a page gets four other tokens in a row, then it has to wait.`
        : what}
    </small>
  );
  return (
    <>
      <div className="buttons">
        <button type="button" onClick={() => act('expire')}>
          Expire it
          {ending('expire', 'The API takes it for expired. Open streams stay.')}
        </button>
        <button type="button" onClick={() => act('revoke')}>
          Revoke it
          {ending('revoke', 'The API refuses it, and closes its sockets.')}
        </button>
        <button
          type="button"
          className={seen?.isBroken ? 'broken' : ''}
          onClick={() => act(seen?.isBroken ? 'mend' : 'break')}
        >
          {seen?.isBroken ? 'Mend the token endpoint' : 'Break the token endpoint'}
          <small>{seen?.isBroken ? 'It answers 503 now.' : 'It will answer 503.'}</small>
        </button>
      </div>
      {seen && (
        <p className="seen">
          The server has seen, from all tabs: {count(seen.brokerRequests, 'broker request')},{' '}
          {count(seen.tokenRequests, 'token request')}, {count(seen.refused, 'refused token')}.{' '}
          <a href="/" target="_blank" rel="noreferrer">
            Open another tab
          </a>
          : it shares this one's token.
        </p>
      )}
    </>
  );
}

const count = (number: number, thing: string) => `${number} ${thing}${number === 1 ? '' : 's'}`;
