import type { Results } from './results.ts';

/** The counts as a Markdown table, for the README at the root. */
export function countsTable({ counts = [] }: Results): string {
  const head = [
    '| token requests of | 1000 calls at once, the token has expired | 1000 calls under way when the token is revoked | 100 calls to an API that refuses every token | 1000 calls, the application was deleted |',
    '|---|---|---|---|---|',
  ];
  const rows = counts.map(({ name, a, b, c, d }) => {
    const cells = name === 'token-refresher' ? [a, b, c, d].map((count) => `**${count}**`) : [a, b, c, d];
    return `| ${name === 'token-refresher' ? `**${name}**` : name} | ${cells.join(' | ')} |`;
  });
  return [...head, ...rows].join('\n');
}
