import type { RatioResult, Results } from './results.ts';

const width = 860;
const font = 'font-family="system-ui, sans-serif"';
const ours = '#0b7285';
const theirs = '#adb5bd';
const ink = '#868e96';
/** In the situations of `counts.ts`. */
const situations = {
  a: '1000 calls at once, the token has expired',
  b: '1000 calls under way when the token is revoked',
  c: '100 calls to an API that refuses every token',
  d: '1000 calls, the application was deleted',
} as const;

/** A picture (SVG) of how many token requests a herd of calls causes, and of how much longer calls take. */
export function drawPicture({ counts = [], ratios = {} }: Results): string {
  const [bars, barsEnd] = drawCounts(counts, 30);
  const [dots, height] = drawRatios(ratios, barsEnd + 40);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ${font} font-size="12">`,
    '<title>Token requests of a herd of calls, and how much longer a call takes</title>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...bars,
    ...dots,
    '</svg>',
    '',
  ].join('\n');
}

function text(x: number, y: number, content: string, more = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" fill="#343a40"${more && ` ${more}`}>${escaped}</text>`;
}

/** Bars whose length is the logarithm of the count. @returns the elements, and where they end. */
function drawCounts(counts: NonNullable<Results['counts']>, top: number): [string[], number] {
  const lines = [text(20, top, 'Token requests', 'font-size="15" font-weight="600"')];
  let y = top + 10;
  for (const [key, situation] of Object.entries(situations) as [keyof typeof situations, string][]) {
    y += 24;
    lines.push(text(20, y, situation, 'font-style="italic"'));
    for (const count of counts) {
      y += 18;
      const isOurs = count.name === 'token-refresher';
      const length = Math.max(4, Math.round(Math.log10(count[key] + 1) * 160));
      lines.push(
        text(230, y, count.name, `text-anchor="end"${isOurs ? ' font-weight="600"' : ''}`),
        `<rect x="240" y="${y - 10}" width="${length}" height="12" rx="2" fill="${isOurs ? ours : theirs}"/>`,
        text(248 + length, y, String(count[key]), isOurs ? 'font-weight="600"' : ''),
      );
    }
  }
  return [lines, y];
}

/** A point for each ratio, with its interval. @returns the elements, and where they end. */
function drawRatios(ratios: NonNullable<Results['ratios']>, top: number): [string[], number] {
  const all = Object.entries(ratios).flatMap(([client, results]) =>
    results.map((result) => ({ ...result, client: `${client}, ${result.name}` })),
  );
  const end = Math.max(1.1, ...all.map(({ ratio }) => ratio.high));
  const start = Math.min(0.98, ...all.map(({ ratio }) => ratio.low));
  const at = (value: number) => Math.round(330 + ((value - start) / (end - start)) * 490);
  const title = 'How long a call takes, beside the plain client with a fixed header (95 % interval; local server)';
  const lines = [text(20, top, title, 'font-size="15" font-weight="600"')];
  let y = top + 10;
  const line = ({ ratio, api, name }: RatioResult, label: string) => {
    const color = name.startsWith('token') || name.startsWith('Token') ? ours : theirs;
    lines.push(
      text(320, y, `${label} (${api})`, 'text-anchor="end"'),
      `<path d="M${at(ratio.low)} ${y - 4}H${at(ratio.high)}" stroke="${color}" stroke-width="3" opacity="0.5"/>`,
      `<circle cx="${at(ratio.value)}" cy="${y - 4}" r="4" fill="${color}"/>`,
      text(at(ratio.high) + 8, y, ratio.value.toFixed(3)),
    );
  };
  for (const result of all) {
    y += 18;
    line(result, result.client);
  }
  lines.push(
    `<path d="M${at(1)} ${top + 12}V${y + 4}" stroke="${ink}" stroke-dasharray="2 3"/>`,
    text(at(1), y + 18, '1', `text-anchor="middle"`),
  );
  return [lines, y + 30];
}
