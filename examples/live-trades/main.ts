import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { bitquery } from '@token-refresher/core/bitquery';
import { type TradesData, tradeLines } from '@token-refresher/example-story';
import { connect } from './connect.ts';
import { liveTrades } from './live-trades.ts';
import { startStandIn } from './stand-in.ts';

const { BITQUERY_CLIENT_ID: clientId, BITQUERY_CLIENT_SECRET: clientSecret } = process.env;
const isReal = clientId !== undefined || clientSecret !== undefined;
const standIn = isReal ? undefined : await startStandIn();
const { webSocket, origins, oauth } = bitquery;
const { tokens, client } = connect(
  standIn?.address ?? { webSocket, origins, credentials: { ...oauth, clientId, clientSecret } },
);

const leaving = new AbortController();
process.once('SIGINT', () => leaving.abort());
const interrupted = new Promise<void>((resolve) => {
  leaving.signal.addEventListener('abort', () => resolve());
});
let received = 0;
let fetched = 0;
tokens.subscribe((event) => {
  if (event.type === 'refresh-succeeded') console.log(`   token ${++fetched} fetched: ${event.reason}`);
  if (event.type === 'refresh-failed') console.log(`   no token: ${event.code}`);
  if (event.type === 'token-rejected') console.log('   the API said "Unauthorized"');
});

console.log(
  `Trades from ${standIn ? 'an API on this machine that stands in for Bitquery' : 'Bitquery'}. Ctrl-C ends it.`,
);
const ended = new Promise<unknown>((resolve) => {
  client.subscribe<TradesData>(
    { query: liveTrades },
    {
      next({ data, errors }) {
        for (const line of data ? tradeLines(data) : [JSON.stringify(errors)]) console.log(line);
        received += data?.EVM.DEXTrades.length ?? 0;
      },
      error: resolve,
      complete: () => resolve(undefined),
    },
  );
});

const failure = await Promise.race([
  ended,
  interrupted,
  // Real trades come for a minute.
  standIn ? standIn.play((line) => console.log(`\n${line}`), leaving.signal) : pause(60_000, undefined, { ref: false }),
]);
if (failure instanceof Error) {
  console.error(failure.message);
  process.exitCode = 1;
}
console.log(`\nIn all: ${received} trades, ${fetched} tokens.`);
if (standIn) {
  const { refused, asked } = standIn.seen();
  console.log(`The API's own log: ${asked} token requests, ${refused} token refused at a connect.`);
}
client.dispose()?.catch(() => {});
client.terminate();
tokens.close();
await standIn?.close();
