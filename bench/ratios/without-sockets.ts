import { table } from '../report/table.ts';
import type { Checkout } from './checkouts.ts';
import type { RatioSubject, SendOne } from './print-ratios.ts';

const calls = 4000;
const warmUpCalls = 2000;
/** As large as what the processor keeps near, in 8-byte numbers: between two calls of an application, other code has run. */
const others = new Float64Array(1 << 19);

/**
 * Prints how much longer an operation takes with the adapter where no socket is: each call is timed by itself, right after
 * everything near the processor was replaced. The figures vary by a microsecond or so, also on a busy machine, because the
 * lower quantiles leave out what was interrupted; so they show what a change of a few lines costs. Over sockets the same
 * code takes two to three times as long.
 */
export async function printWithoutSockets<Adapter>(
  subject: RatioSubject<Adapter>,
  here: Checkout<Adapter>,
  there: Checkout<Adapter> | undefined,
): Promise<void> {
  const rows: string[][] = [];
  for (const size of ['small', '14 kB']) {
    const viewer =
      size === 'small' ? 'somebody' : Array.from({ length: 200 }, (_, id) => ({ id, name: 'n'.repeat(50) }));
    globalThis.fetch = respondingWith(JSON.stringify({ data: { viewer } }));
    const server = { url: 'http://127.0.0.1/graphql', token: 'a-token', async stop() {} };
    const contestants: [name: string, call: SendOne][] = [
      ['nothing', subject.plain(server)],
      [subject.name, subject.ours(server, here)],
    ];
    if (there) contestants.push([`${subject.name} of the other checkout`, subject.ours(server, there)]);
    const times = await timeByTurns(contestants.map(([, call]) => call));
    for (const [index, [name]] of contestants.entries()) {
      const figures = [0.1, 0.25, 0.5].map(
        (part) => quantile(times[index], part) - (index && quantile(times[0], part)),
      );
      rows.push([name, size, ...figures.map((figure) => figure.toFixed(1))]);
    }
  }
  const head = [`${subject.client} with, us more than without`, 'response', 'a tenth', 'a quarter', 'half of calls'];
  console.log(table(head, rows));
}

/** Makes a request of what it is given, as every fetch does. */
function respondingWith(text: string): typeof fetch {
  const bytes = new TextEncoder().encode(text);
  return async (input, init) => {
    new Request(input, init);
    return new Response(bytes, { headers: { 'content-type': 'application/json' } });
  };
}

async function timeByTurns(contestants: readonly SendOne[]): Promise<number[][]> {
  const times = contestants.map((): number[] => []);
  for (let round = -warmUpCalls; round < calls; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (turn + round + warmUpCalls) % contestants.length;
      for (let at = 0; round >= 0 && at < others.length; at += 8) others[at] = round;
      const start = process.hrtime.bigint();
      await contestants[index]?.();
      if (round >= 0) times[index]?.push(Number(process.hrtime.bigint() - start) / 1000);
    }
  }
  return times;
}

function quantile(values: readonly number[] = [], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;
}
