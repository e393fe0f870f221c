/** How many letters, or characters, in a row tell that a secret shows. */
const traceLength = 6;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** Escaping within escaping within escaping. */
const maxLayers = 3;
const utf8 = new TextDecoder();
/** So many characters are looked at, all readings together. Error messages have some 4000, texts made to be read in many ways ten times that. */
const maxCharacters = 16_000;

/**
 * Whether six letters or digits of any script, or six characters, in a row of one of `secrets` show in `text`: as they
 * are, in another case, split by spaces (letters also by signs), escaped as in URLs, HTML, SQL, JSON and string literals,
 * as hex or base64, in UTF-8 or Latin-1, and one in the other. A text that can be read in too many ways counts as one in
 * which they do.
 */
export function showsPartOf(text: string, secrets: readonly string[]): boolean {
  const traces = secrets.filter((secret) => secret !== '').map(tracesOf);
  if (traces.length === 0) return false;
  let left = maxCharacters;
  let layer = new Set([text]);
  for (let depth = 0; depth <= maxLayers; depth++) {
    const next = new Set<string>();
    for (const form of layer) {
      left -= form.length;
      const shown = { inLetters: letters(form), inCharacters: characters(form) };
      if (left < 0 || traces.some((isIn) => isIn(shown))) return true;
      if (depth < maxLayers) for (const reading of decodings(form)) next.add(reading);
    }
    layer = next;
  }
  return false;
}

/** A text without what may stand between the parts of a trace. */
interface Shown {
  readonly inLetters: string;
  readonly inCharacters: string;
}

/** A secret of a few letters among signs would be found everywhere by these: it has to show with its signs. */
function tracesOf(secret: string): (shown: Shown) => boolean {
  const plain = letters(secret);
  const inLetters = plain.length < 4 ? [] : runsOf(plain);
  const inCharacters = runsOf(characters(secret));
  return (shown) =>
    inLetters.some((run) => shown.inLetters.includes(run)) ||
    inCharacters.some((run) => shown.inCharacters.includes(run));
}

/** All that are as long as a trace; of a shorter text, the whole. */
function runsOf(text: string): string[] {
  if (text === '') return [];
  const length = Math.min(traceLength, text.length);
  return Array.from({ length: text.length - length + 1 }, (_, at) => text.slice(at, at + length));
}

/** Escaping, quoting and splitting change the signs, not the letters. */
function letters(text: string): string {
  return unaccented(text).replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function characters(text: string): string {
  return unaccented(text).replaceAll(/\s/g, '');
}

/** One spelling for what Unicode can write in several. */
function unaccented(text: string): string {
  return text.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
}

/** Other readings of a text, if it has any. */
function decodings(text: string): string[] {
  const unspaced = text.replaceAll(/\s/g, '');
  const readings = [
    text,
    text.replaceAll(/%([\da-f]{2})/gi, fromHex),
    text
      .replaceAll(/&#x([\da-f]{1,6});?/gi, fromHex)
      .replaceAll(/&#(\d{1,7});?/g, (_, code: string) => character(Number(code)))
      .replaceAll(/&([a-z]{2,8});/gi, (_, name: string) => entities[name.toLowerCase()] ?? ''),
    text
      .replaceAll(/\\u\{([\da-f]{1,6})\}/gi, fromHex)
      .replaceAll(/\\u([\da-f]{4})/gi, fromHex)
      .replaceAll(/\\x([\da-f]{2})/gi, fromHex)
      .replaceAll(/\\([0-7]{3})/g, (_, code: string) => character(Number.parseInt(code, 8)))
      .replaceAll(/\\[bfnrtv0]/g, ''),
    text.replaceAll(/\\(.)/g, '$1').replaceAll(/(['"])\1/g, '$1'),
    ...[text, unspaced].flatMap(decodeBase64),
    ...decodeHex(text),
  ];
  return [...readings, ...readings.map(readAsUtf8)].filter((reading) => reading !== text);
}

/** Bytes were read one by one until here. */
function readAsUtf8(text: string): string {
  return text.replaceAll(/[\x80-\xff]{2,}/g, (bytes) =>
    utf8.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))),
  );
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
