// Counts the token requests of ten thousand simulated workers in 24 hours, with tokens of 5 hours.

import { table } from '../report/table.ts';
import { aloneFleet, getAndSetFleet, tokenRefresherFleet } from './fleet-sharing.ts';
import { simulateFleet } from './simulate-fleet.ts';

const ways = [
  ['@token-refresher/shared', tokenRefresherFleet],
  ['GET and SET', getAndSetFleet],
  ['nothing shared', aloneFleet],
] as const;
const head = [
  '10 000 workers, 24 hours',
  'token requests',
  'calls',
  'waited',
  'longest wait in ms',
  'refused',
  'failed',
];
const rows: (string | number)[][] = [];
for (const [name, fleet] of ways) {
  const days = await simulateFleet({ workers: 10_000, hours: 24 }, fleet);
  const { tokenRequests, calls, waited, maxWaitMs, refused, failed } = days;
  rows.push([name, tokenRequests, calls, waited, Math.round(maxWaitMs), refused, failed]);
}
console.log(table(head, rows));
