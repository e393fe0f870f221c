'use client';

import { useSuspenseQuery } from '@apollo/client/react';
import { type ReactElement, useState, useTransition } from 'react';
import { latestBlocks } from '../lib/documents.ts';

export function LatestBlocks(): ReactElement {
  const { data, refetch } = useSuspenseQuery(latestBlocks);
  const [isAsking, startTransition] = useTransition();
  const [responses, setResponses] = useState(0);
  const askAgain = () =>
    startTransition(async () => {
      await refetch();
      setResponses((count) => count + 1);
    });
  return (
    <>
      <ul>
        {data.EVM.Blocks.map(({ Block }) => (
          <li key={Block.Number}>
            {Block.Number} <time>{Block.Time}</time>
          </li>
        ))}
      </ul>
      <p>
        <button type="button" onClick={askAgain} disabled={isAsking}>
          Ask again
        </button>{' '}
        <output>{responses === 0 ? 'Rendered by the server.' : `Responses to this browser: ${responses}`}</output>
      </p>
    </>
  );
}
