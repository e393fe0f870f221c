import type { ReactNode } from 'react';
import { problemOf } from './problem.ts';

/** Says what went wrong and offers what can be done; nothing while there is no error. */
export function ProblemNotice(props: {
  error: unknown;
  /** What the button says that does it once more. */
  again: string;
  onAgain: () => void;
  /** What goes on without a click. */
  meanwhile?: string;
}): ReactNode {
  if (!props.error) return null;
  const { text, advice, action } = problemOf(props.error);
  const isEnd = action === 'reload';
  return (
    <div className="notice" role="status">
      <p>
        <strong>{text}</strong> {advice} {!isEnd && props.meanwhile}
      </p>
      <button type="button" onClick={isEnd ? () => location.reload() : props.onAgain}>
        {isEnd ? 'Reload' : props.again}
      </button>
    </div>
  );
}
