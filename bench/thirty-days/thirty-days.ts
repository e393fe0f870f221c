// Counts waits, refusals and token requests over thirty simulated days at one call a second with tokens of 5 hours.

import { table } from '../report/table.ts';
import { simulateDays } from './simulate-days.ts';

const { calls, waited, refused, tokenRequests, minShareOfLife } = await simulateDays(30);
const head = ['calls', 'waited for a token', 'refused', 'token requests', 'least share of its life a token was used'];
console.log(table(head, [[calls, waited, refused, tokenRequests, `${(minShareOfLife * 100).toFixed(2)} %`]]));
