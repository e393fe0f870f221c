import type { Rejection } from './token-life.ts';

/** A line in the picture; the last one of those that stand close together has the label of all. */
export interface RejectionMark extends Rejection {
  readonly key: string;
  readonly label?: string;
}

/** So long is a label, in time. */
const labelMs = 11_000;

/** What there is to draw for these responses, oldest first. */
export function rejectionMarks(rejections: readonly Rejection[]): RejectionMark[] {
  let retried = 0;
  let refused = 0;
  return rejections.map((rejection, index) => {
    if (rejection.isRetried) retried++;
    else refused++;
    const mark = { ...rejection, key: `${rejection.at} ${index}` };
    const next = rejections[index + 1];
    if (next && next.at - rejection.at < labelMs) return mark;
    const label = ['401', retried > 0 && `↻${times(retried)}`, refused > 0 && `✕${times(refused)}`].filter(Boolean);
    retried = 0;
    refused = 0;
    return { ...mark, label: label.join(' ') };
  });
}

const times = (count: number) => (count > 1 ? ` ×${count}` : '');
