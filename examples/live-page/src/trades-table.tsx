import type { ReactNode } from 'react';
import type { Trade } from './trade.ts';

/** Trades, a row each. */
export function TradesTable({ label, trades }: { label: string; trades: readonly Trade[] }): ReactNode {
  return (
    <div className="scroll">
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className="number">
              Bought
            </th>
            <th scope="col" className="number">
              Sold
            </th>
            <th scope="col">Exchange</th>
          </tr>
        </thead>
        <tbody>
          {trades.length === 0 && (
            <tr>
              <td colSpan={4} className="none">
                None yet
              </td>
            </tr>
          )}
          {trades.map(({ Block, Transaction, Trade: { Buy, Sell, Dex } }) => (
            <tr key={Transaction.Hash} title={Transaction.Hash}>
              <td>
                <TradeTime time={Block.Time} />
              </td>
              <td className="number">
                <Amount {...Buy} />
              </td>
              <td className="number">
                <Amount {...Sell} />
              </td>
              <td>{Dex.ProtocolName.replace('_', ' ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The time of day (UTC), after the date unless that is today's. */
function TradeTime({ time }: { time: string }): ReactNode {
  const [date, clock = ''] = time.split('T');
  const isToday = date === new Date().toISOString().slice(0, 10);
  return (
    <time dateTime={time}>
      {!isToday && <span className="date">{date} </span>}
      {clock.slice(0, 8)}
    </time>
  );
}

function Amount({ Amount: amount, Currency }: Trade['Trade']['Buy']): ReactNode {
  const text = Number(amount).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (
    <>
      {text} <span className="symbol">{Currency.Symbol}</span>
    </>
  );
}
