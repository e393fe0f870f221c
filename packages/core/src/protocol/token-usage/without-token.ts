/** So many letters or digits in a row tell that a part of a token shows: as they are, in base64, in hex. */
const lengths = { plain: 6, base64: 8, hex: 12 };
/** Escaping within escaping within escaping. */
const maxLayers = 3;

/**
 * Somebody else's text for an error message: `'[redacted]'` when six letters or digits in a row of the token show in it,
 * as they are, in base64 or hex, or escaped for URLs, JSON or HTML. For authors of adapters.
 *
 * @param token A token, or another secret text; `undefined` when there is none.
 */
export function withoutToken(text: string, token: string | undefined): string {
  return token && shows(text, token) ? '[redacted]' : text;
}

function shows(text: string, secret: string): boolean {
  if (text.includes(secret)) return true;
  const plain = letters(unescaped(secret));
  const shown = letters(unescaped(text));
  return (
    haveRun(shown, plain, lengths.plain) ||
    base64Of(secret).some((code) => haveRun(shown, letters(code), lengths.base64)) ||
    haveRun(shown.toLowerCase(), hexOf(secret), lengths.hex)
  );
}

function haveRun(text: string, secret: string, length: number): boolean {
  for (let end = length; end <= text.length; end++) if (secret.includes(text.slice(end - length, end))) return true;
  return false;
}

/** Escaping changes the signs, not the letters. */
function letters(text: string): string {
  return text.replaceAll(/[^a-z\d]/gi, '');
}

function unescaped(text: string): string {
  let last = text;
  for (let layer = 0; layer < maxLayers; layer++) {
    last = last
      .replaceAll(/(?:%|\\u00|\\x|&#x)([\da-f]{2});?/gi, (_, code: string) => character(code, 16))
      .replaceAll(/&#(\d{1,3});/g, (_, code: string) => character(code, 10))
      .replaceAll(/&(?:amp|lt|gt|quot|apos);/gi, '');
  }
  return last;
}

function character(code: string, radix: number): string {
  return String.fromCharCode(Number.parseInt(code, radix));
}

/** It may begin at any of three places in what is encoded, as after `Bearer`. */
function base64Of(secret: string): string[] {
  if (/[^\0-\xff]/.test(secret) || typeof btoa !== 'function') return [];
  return ['', '\0', '\0\0'].map((before) => btoa(before + secret).slice(before.length && before.length + 1));
}

function hexOf(secret: string): string {
  return [...secret].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
