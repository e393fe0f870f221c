import { type ApiProcess, startApiProcess } from './api-process.ts';
import { pairedRatio } from './paired-ratio.ts';
import { table } from './table.ts';

/** Ways to send one operation with a client. */
export interface WaysToSend {
  /** The plain client with a fixed `Authorization` header. */
  readonly without: () => Promise<unknown>;
  /** The same, set up a second time: how far from 1 its ratio is tells the noise. */
  readonly again: () => Promise<unknown>;
  readonly others: Readonly<Record<string, () => Promise<unknown>>>;
}

/** Prints how much longer a client's operation takes with each of the others than without, against three kinds of API. */
export async function printRatios(client: string, setUp: (api: ApiProcess) => WaysToSend): Promise<void> {
  const rows: string[][] = [];
  for (const kind of ['graphql', 'fixed', 'fixed 14 kB'] as const) {
    const api = await startApiProcess(kind);
    const { without, again, others } = setUp(api);
    for (const [name, send] of Object.entries({ 'nothing (noise)': again, ...others })) {
      const { ratio, low, high, baselineMicroseconds } = await pairedRatio(without, send);
      rows.push([
        name,
        kind,
        baselineMicroseconds.toFixed(0),
        ((ratio - 1) * baselineMicroseconds).toFixed(1),
        ratio.toFixed(3),
        `${low.toFixed(3)} to ${high.toFixed(3)}`,
      ]);
    }
    await api.stop();
  }
  console.log(table([`${client} with`, 'API', 'us without', 'us more', 'ratio', '95 % interval'], rows));
}
