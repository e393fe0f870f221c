import type { ReactElement } from 'react';
import { latestTrades } from '../lib/documents.ts';
import { query } from '../lib/server-apollo.ts';

const amount = (text: string) => Number(text).toLocaleString('en-US', { maximumFractionDigits: 2 });

/** A Server Component. */
export async function LatestTrades(): Promise<ReactElement> {
  const { data } = await query({ query: latestTrades });
  return (
    <table>
      <thead>
        <tr>
          <th>Time</th>
          <th>Bought</th>
          <th>Sold</th>
          <th>On</th>
        </tr>
      </thead>
      <tbody>
        {data?.EVM.DEXTrades.map(({ Block, Transaction, Trade: { Buy, Sell, Dex } }) => (
          <tr key={`${Transaction.Hash} ${Buy.Amount}`}>
            <td>
              <time>{Block.Time}</time>
            </td>
            <td>
              {amount(Buy.Amount)} {Buy.Currency.Symbol}
            </td>
            <td>
              {amount(Sell.Amount)} {Sell.Currency.Symbol}
            </td>
            <td>{Dex.ProtocolName}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
