import { count, situations } from './count.ts';
import { type Example, readExamples } from './examples.ts';

const head = [
  '',
  'expired: token requests',
  'failed operations',
  'revoked: token requests',
  'failed operations',
  'refused: token requests',
  'failed operations',
];

const names: Record<Example['half'], (from: string) => string> = {
  before: (from) => from.replace(/^(?=[@a-z])([@\w/-]+)$/, '`$1`'),
  after: () => 'after',
};

/** The counts as the page has them: two lines for each pair. */
export async function countsTable(): Promise<string> {
  const lines = [head, head.map(() => '---')];
  for (const example of readExamples().examples) {
    const line = [names[example.half](example.from)];
    for (const situation of Object.keys(situations) as (keyof typeof situations)[]) {
      const { tokenRequests, failed } = await count(example, situation);
      line.push(`${tokenRequests}`, `${failed}`);
    }
    lines.push(line);
  }
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
