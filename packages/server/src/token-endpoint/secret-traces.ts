/** How many letters in a row tell that a secret shows. */
const traceLength = 6;
/** Escaping within escaping within escaping. */
const maxLayers = 3;

/**
 * Whether six letters or digits in a row of one of `secrets` show in `text`: as they are, in another case, split by
 * spaces or signs, escaped as in URLs, HTML, SQL, JSON and string literals, as hex or base64, and one in the other.
 */
export function showsPartOf(text: string, secrets: readonly string[]): boolean {
  const traces = secrets.filter((secret) => secret !== '').map(tracesOf);
  if (traces.length === 0) return false;
  let layer = new Set([text]);
  for (let depth = 0; depth <= maxLayers; depth++) {
    for (const form of layer) if (traces.some((isIn) => isIn(form))) return true;
    layer = new Set([...layer].flatMap(decodings));
  }
  return false;
}

/** A secret of a few letters among signs would be found everywhere: it has to show as it is. */
function tracesOf(secret: string): (text: string) => boolean {
  const plain = letters(secret);
  if (plain.length < 4) return (text) => text.toLowerCase().includes(secret.toLowerCase());
  const length = Math.min(traceLength, plain.length);
  const traces = Array.from({ length: plain.length - length + 1 }, (_, at) => plain.slice(at, at + length));
  return (text) => {
    const shown = letters(text);
    return traces.some((trace) => shown.includes(trace));
  };
}

/** Escaping, quoting and splitting change the signs, not the letters. */
function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}

/** Other readings of a text, if it has any. */
function decodings(text: string): string[] {
  const unspaced = text.replaceAll(/\s/g, '');
  const readings = [
    text.replaceAll(/%([\da-f]{2})/gi, fromHex),
    text
      .replaceAll(/&#x([\da-f]{1,6});?/gi, fromHex)
      .replaceAll(/&#(\d{1,7});?/g, (_, code: string) => character(Number(code)))
      .replaceAll(/&[a-z]{2,8};/gi, ''),
    text
      .replaceAll(/\\u\{([\da-f]{1,6})\}/gi, fromHex)
      .replaceAll(/\\u([\da-f]{4})/gi, fromHex)
      .replaceAll(/\\x([\da-f]{2})/gi, fromHex)
      .replaceAll(/\\([0-7]{3})/g, (_, code: string) => character(Number.parseInt(code, 8)))
      .replaceAll(/\\[bfnrtv0]/g, ''),
    ...[text, unspaced].flatMap(decodeBase64),
    ...decodeHex(text),
  ];
  return readings.filter((reading) => reading !== text);
}

function decodeBase64(text: string): string[] {
  const runs = text.match(/[\w+/-]{8,}/g) ?? [];
  return runs.flatMap((run) =>
    // It may begin anywhere in a run of letters.
    [0, 1, 2, 3].map((start) => {
      const code = run.slice(start).replaceAll('-', '+').replaceAll('_', '/');
      return atob(code.slice(0, code.length - (code.length % 4 === 1 ? 1 : 0)));
    }),
  );
}

/** Also with something between the bytes: `63:61:6e`, `0x63 0x61`. */
function decodeHex(text: string): string[] {
  const runs = text.match(/(?:(?:0x|\\x|[\s:,-])*[\da-f]{2}){4,}/gi) ?? [];
  return runs.flatMap((run) => {
    const digits = run.replaceAll(/0x|\\x|[^\da-f]/gi, '');
    return [digits, digits.slice(1)].map((code) => code.replaceAll(/([\da-f]{2})/gi, fromHex));
  });
}

function fromHex(_match: string, digits: string): string {
  return character(Number.parseInt(digits, 16));
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
