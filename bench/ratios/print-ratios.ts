import { type RatioResult, saveResults } from '../report/results.ts';
import { table } from '../report/table.ts';
import { type ApiProcess, startApiProcess } from './api-process.ts';
import { type Checkout, loadCheckout } from './checkouts.ts';
import { type Measured, pairedRatio } from './paired-ratio.ts';
import { readRatioOptions } from './ratio-options.ts';
import { printWithoutSockets } from './without-sockets.ts';

/** Sends one operation. */
export type SendOne = () => Promise<unknown>;

/** A client, with an adapter of ours and without. */
export interface RatioSubject<Adapter> {
  /** The client's name. */
  readonly client: string;
  /** The adapter's package. */
  readonly adapter: Parameters<typeof loadCheckout>[0];
  /** What is measured. */
  readonly name: string;
  /** The plain client with a fixed `Authorization` header. */
  plain(api: ApiProcess): SendOne;
  ours(api: ApiProcess, checkout: Checkout<Adapter>): SendOne;
  /** What else is compared with the plain client. */
  readonly others?: Readonly<Record<string, (api: ApiProcess) => SendOne>>;
}

/**
 * Prints how much longer a client's operation takes with the adapter than without, and how much more CPU time of this
 * process, against three kinds of API. With `--against` the adapter of another checkout takes part, beside the plain client
 * and beside this checkout's.
 */
export async function printRatios<Adapter>(subject: RatioSubject<Adapter>): Promise<void> {
  const { rounds, against, save, withoutSockets } = readRatioOptions();
  const here = await loadCheckout<Adapter>(subject.adapter);
  const there = against === undefined ? undefined : await loadCheckout<Adapter>(subject.adapter, against);
  if (withoutSockets) return printWithoutSockets(subject, here, there);
  const rows: string[][] = [];
  const results: RatioResult[] = [];
  for (const api of ['graphql', 'fixed', 'fixed 14 kB'] as const) {
    const server = await startApiProcess(api);
    const { plain, ours, others = {} } = subject;
    const contestants: [name: string, baseline: SendOne, contestant: SendOne][] = [
      // How far from 1 this ratio is tells the noise.
      ['nothing (noise)', plain(server), plain(server)],
      [subject.name, plain(server), ours(server, here)],
    ];
    for (const [name, create] of Object.entries(others)) contestants.push([name, plain(server), create(server)]);
    if (there) {
      contestants.push([`${subject.name} of the other checkout`, plain(server), ours(server, there)]);
      contestants.push([`${subject.name}, beside the other checkout's`, ours(server, there), ours(server, here)]);
    }
    for (const [name, baseline, contestant] of contestants) {
      const measured = await pairedRatio(baseline, contestant, { rounds });
      const { ratio, addedCpuMicroseconds, baselineMicroseconds, baselineCpuMicroseconds } = measured;
      results.push({ name, api, ratio, addedCpuMicroseconds });
      rows.push([
        name,
        api,
        baselineMicroseconds.toFixed(0),
        ratio.value.toFixed(3),
        interval(ratio, 3),
        baselineCpuMicroseconds.toFixed(0),
        addedCpuMicroseconds.value.toFixed(1),
        interval(addedCpuMicroseconds, 1),
      ]);
    }
    await server.stop();
  }
  if (save) saveResults({ ratios: { [subject.client]: results } });
  const head = ['API', 'us without', 'ratio', '95 % interval', 'CPU us without', 'CPU us more', '95 % interval'];
  console.log(table([`${subject.client} with`, ...head], rows));
}

function interval({ low, high }: Measured, digits: number): string {
  return `${low.toFixed(digits)} to ${high.toFixed(digits)}`;
}
