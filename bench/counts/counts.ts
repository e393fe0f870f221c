// Counts the token requests that a herd of calls causes, ours beside hand-written code and other libraries. Each cell is
// a fresh API on real sockets; a token request takes 50 ms in A and B.

import { saveResults } from '../report/results.ts';
import { table } from '../report/table.ts';
import { countExpired } from './count-expired.ts';
import { countLateRejections, spreadOver } from './count-late-rejections.ts';
import { countAlwaysRefused, countInvalidClient } from './count-refused.ts';
import { sharedPromise, withoutSharing } from './hand-written-clients.ts';
import { badgateway, fetchExtras, simpleOauth2 } from './peer-clients.ts';
import { tokenRefresher } from './token-refresher-client.ts';

const contestants = [tokenRefresher, sharedPromise, withoutSharing, badgateway, fetchExtras, simpleOauth2];
const rows: (string | number)[][] = [];
const counts: { name: string; a: number; b: number; c: number; d: number }[] = [];
for (const contestant of contestants) {
  const a = await countExpired(contestant, { calls: 1000, tokenRequestMs: 50 });
  const b = await countLateRejections(contestant, { calls: 1000, tokenRequestMs: 50, arrive: spreadOver(2000) });
  const c = await countAlwaysRefused(contestant, { calls: 100 });
  const d = await countInvalidClient(contestant, { calls: 1000 });
  counts.push({
    name: contestant.name,
    a: a.tokenRequests,
    b: b.tokenRequests,
    c: c.tokenRequests,
    d: d.tokenRequests,
  });
  rows.push([
    contestant.name,
    a.tokenRequests,
    a.succeeded,
    b.tokenRequests,
    b.succeeded,
    c.tokenRequests,
    c.maxSends ?? '',
    d.tokenRequests,
  ]);
}
if (process.argv.includes('--save')) saveResults({ counts });

console.log(`Token requests

A  1000 calls at once, their token has expired
B  1000 calls under way when their token is revoked, refused over 2 s
C  100 calls in a row to an API that refuses every token
D  1000 calls in a row, the token endpoint answers invalid_client
`);
console.log(table(['', 'A', 'got data', 'B', 'got data', 'C', 'most sends of a call', 'D'], rows));
