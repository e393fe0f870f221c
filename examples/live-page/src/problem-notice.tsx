import type { ReactNode } from 'react';
import { problemOf } from './problem.ts';

/** Says what went wrong and offers what can be done; nothing while there is no error. */
export function ProblemNotice({ error, onAskAgain }: { error: unknown; onAskAgain: () => void }): ReactNode {
  if (!error) return null;
  const { text, advice, action } = problemOf(error);
  return (
    <div className="notice" role="status">
      <p>
        <strong>{text}</strong> {advice}
      </p>
      {action === 'reload' ? (
        <button type="button" onClick={() => location.reload()}>
          Reload
        </button>
      ) : (
        <button type="button" onClick={onAskAgain}>
          Ask again
        </button>
      )}
    </div>
  );
}
