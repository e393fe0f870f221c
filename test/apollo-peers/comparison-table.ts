import { config } from 'rxjs';
import { isWell, questions } from './comparison.ts';
import { loadContestants } from './contestants.ts';

/** The comparison as the package's README has it: one line per situation, one column per contestant. */
export async function comparisonTable(): Promise<string> {
  // What a link throws in a callback would end the process.
  config.onUnhandledError = () => {};
  const contestants = await loadContestants();
  const lines = [
    ['', ...contestants.map(({ name }) => name)],
    ['---', ...contestants.map(() => '---')],
  ];
  for (const question of questions) {
    const line = [question.title];
    for (const contestant of contestants) line.push((await isWell(contestant, question)) ? 'yes' : 'no');
    lines.push(line);
  }
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
