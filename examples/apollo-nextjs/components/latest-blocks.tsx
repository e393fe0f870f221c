'use client';

import { useSuspenseQuery } from '@apollo/client/react';
import { type ReactElement, useState, useSyncExternalStore, useTransition } from 'react';
import { latestBlocks } from '../lib/documents.ts';

const neverChanges = () => () => {};

export function LatestBlocks(): ReactElement {
  const { data, refetch } = useSuspenseQuery(latestBlocks);
  const [isAsking, startTransition] = useTransition();
  const [responses, setResponses] = useState(0);
  // A click before React has taken over the server's page would be lost.
  const isHydrated = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
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
        <button type="button" onClick={askAgain} disabled={isAsking || !isHydrated}>
          Ask again
        </button>{' '}
        <output>{responses === 0 ? 'Rendered by the server.' : `Responses to this browser: ${responses}`}</output>
      </p>
    </>
  );
}
