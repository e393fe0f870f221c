import type { TokenRefresher } from '@token-refresher/core';
import {
  type ApiAddress,
  addTrades,
  LivePage,
  latestTrades,
  liveTrades,
  type SavedQueryData,
  saveQuery,
  type TokenRecord,
  type Trade,
  type TradesData,
  type TradesVariables,
  useWhenTokenComes,
} from '@token-refresher/example-live-page';
import { type ReactNode, useEffect, useState } from 'react';
import { gql, type TypedDocumentNode, useMutation, useQuery, useSubscription } from 'urql';
import { useLastValue } from './use-last-value.ts';

const LatestTrades: TypedDocumentNode<TradesData, TradesVariables> = gql(latestTrades);
const LiveTrades: TypedDocumentNode<TradesData, Record<string, never>> = gql(liveTrades);
const SaveQuery: TypedDocumentNode<SavedQueryData, { name: string }> = gql(saveQuery);

export function App(props: { api: ApiAddress; tokens: TokenRefresher; record: TokenRecord }): ReactNode {
  const [offset, setOffset] = useState(0);
  const [latest, executeQuery] = useQuery({ query: LatestTrades, variables: { offset } });
  const latestData = useLastValue(latest.data);
  const [trades, setTrades] = useState<readonly Trade[]>([]);
  const [live, executeSubscription] = useSubscription<TradesData, readonly Trade[], Record<string, never>>(
    { query: LiveTrades, variables: {} },
    (before = trades, data) => addTrades(before, data),
  );
  // An error takes the data away.
  if (live.data && live.data !== trades) setTrades(live.data);
  const [saved, save] = useMutation(SaveQuery);

  const askAgain = () => executeQuery({ requestPolicy: 'network-only' });
  useEffect(() => {
    const timer = setInterval(() => executeQuery({ requestPolicy: 'network-only' }), 2_000);
    return () => clearInterval(timer);
  }, [executeQuery]);
  useWhenTokenComes(props.tokens, () => {
    if (latest.error) askAgain();
    if (live.error) executeSubscription();
  });
  return (
    <LivePage
      {...props}
      clientName="urql"
      latest={latestData?.EVM.DEXTrades ?? []}
      latestError={latest.error}
      offset={offset}
      onTurnTo={setOffset}
      onAskAgain={askAgain}
      live={trades}
      liveError={live.error}
      onSubscribeAgain={() => executeSubscription()}
      onSave={() => void save({ name: `the latest trades, from ${offset}` })}
      saved={saved.data?.saveQuery.id}
      saveError={saved.error}
    />
  );
}
