import type { TokenRefresher } from '@token-refresher/core';
import type { ReactNode } from 'react';
import type { ApiAddress } from './api-address.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { TokenPanel } from './token-panel.tsx';
import type { TokenRecord } from './token-record.ts';
import type { Trade } from './trade.ts';
import { TradesTable } from './trades-table.tsx';

/** What a GraphQL client has to show, and what can be asked of it. */
export interface LivePageProps {
  readonly clientName: string;
  readonly api: ApiAddress;
  readonly tokens: TokenRefresher;
  readonly record: TokenRecord;
  /** The response to a query; the last one while there is an error. */
  readonly latest: readonly Trade[];
  readonly latestError: unknown;
  /** How many trades the list leaves out. */
  readonly offset: number;
  readonly onTurnTo: (offset: number) => void;
  readonly onAskAgain: () => void;
  /** What has come by subscription. */
  readonly live: readonly Trade[];
  readonly liveError: unknown;
  readonly onSubscribeAgain: () => void;
  readonly onSave: () => void;
  /** The response to the last mutation. */
  readonly saved: string | undefined;
  readonly saveError: unknown;
}

const perPage = 6;

/** A page of trades, and of the token that gets them. */
export function LivePage(props: LivePageProps): ReactNode {
  const { clientName, api, offset, onTurnTo } = props;
  return (
    <main>
      <header className="title">
        <h1>Live trades</h1>
        <p className="subtitle">
          {clientName}, talking to {api.name}. The client secret stays on the server.
        </p>
      </header>
      <TokenPanel tokens={props.tokens} record={props.record} isStandIn={api.isStandIn} onAct={props.onAskAgain} />
      <div className="columns">
        <section aria-labelledby="latest">
          <header>
            <h2 id="latest">Latest trades</h2>
            <p>A query, every 2 seconds</p>
          </header>
          <ProblemNotice
            error={props.latestError}
            again="Ask again"
            onAgain={props.onAskAgain}
            meanwhile="What you see came before. The page asks again by itself."
          />
          <TradesTable label="Latest trades" trades={props.latest} />
          <div className="actions">
            <button type="button" disabled={offset === 0} onClick={() => onTurnTo(Math.max(0, offset - perPage))}>
              Newer
            </button>
            <button type="button" disabled={props.latest.length < perPage} onClick={() => onTurnTo(offset + perPage)}>
              Older
            </button>
            {api.isStandIn && (
              <button type="button" className="main" onClick={props.onSave}>
                Save this query
              </button>
            )}
            {props.saved && !props.saveError && <output>Saved as {props.saved}</output>}
          </div>
          <ProblemNotice
            error={props.saveError}
            again="Save again"
            onAgain={props.onSave}
            meanwhile="It was not saved."
          />
        </section>
        <section aria-labelledby="live">
          <header>
            <h2 id="live">As they come</h2>
            <p>A subscription</p>
          </header>
          <ProblemNotice
            error={props.liveError}
            again="Subscribe again"
            onAgain={props.onSubscribeAgain}
            meanwhile="The page subscribes again when there is a new token."
          />
          <TradesTable label="Live trades" trades={props.live} />
        </section>
      </div>
    </main>
  );
}
