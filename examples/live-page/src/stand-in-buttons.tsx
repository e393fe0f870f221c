import { type ReactNode, useCallback, useEffect, useState } from 'react';

interface Seen {
  readonly isBroken: boolean;
  readonly tokenRequests: number;
  readonly brokerRequests: number;
  readonly refused: number;
  /** So long the buttons that end a token rest, in milliseconds. */
  readonly restMs: number;
}

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
  const resting = rest > 0 && `In ${rest} s again: a page gets no new token more often.`;
  return (
    <>
      <div className="buttons">
        <button type="button" disabled={rest > 0} onClick={() => act('expire')}>
          Expire it
          <small>{resting || 'The API takes it for expired. Open streams stay.'}</small>
        </button>
        <button type="button" disabled={rest > 0} onClick={() => act('revoke')}>
          Revoke it
          <small>{resting || 'The API refuses it, and closes its sockets.'}</small>
        </button>
        <button
          type="button"
          aria-pressed={seen?.isBroken === true}
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
