import { gql, type TypedDocumentNode } from '@apollo/client';
import { useMutation, useQuery, useSubscription } from '@apollo/client/react';
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
import { type ReactNode, useState } from 'react';

const LatestTrades: TypedDocumentNode<TradesData, TradesVariables> = gql(latestTrades);
const LiveTrades: TypedDocumentNode<TradesData, Record<string, never>> = gql(liveTrades);
const SaveQuery: TypedDocumentNode<SavedQueryData, { name: string }> = gql(saveQuery);

export function App(props: { api: ApiAddress; tokens: TokenRefresher; record: TokenRecord }): ReactNode {
  const [offset, setOffset] = useState(0);
  const latest = useQuery(LatestTrades, { variables: { offset }, pollInterval: 2_000 });
  const [trades, setTrades] = useState<readonly Trade[]>([]);
  const live = useSubscription(LiveTrades, {
    onData: ({ data: { data } }) => data && setTrades((before) => addTrades(before, data)),
  });
  const [save, saved] = useMutation(SaveQuery);

  // An error is in `latest.error` as well.
  const askAgain = () => void latest.refetch().catch(() => {});
  useWhenTokenComes(props.tokens, () => {
    if (latest.error) askAgain();
    if (live.error) live.restart();
  });
  return (
    <LivePage
      {...props}
      clientName="Apollo Client"
      latest={(latest.data ?? latest.previousData)?.EVM.DEXTrades ?? []}
      latestError={latest.error}
      offset={offset}
      onTurnTo={setOffset}
      onAskAgain={askAgain}
      live={trades}
      liveError={live.error}
      onSubscribeAgain={live.restart}
      onSave={() => void save({ variables: { name: `the latest trades, from ${offset}` } }).catch(() => {})}
      saved={saved.data?.saveQuery.id}
      saveError={saved.error}
    />
  );
}
