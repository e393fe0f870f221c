import { showsPartOf } from './secret-traces.ts';

const mark = '[redacted]';
/** What is left of a text in which a part of a secret shows. */
export const redactedWhole = mark;
/** More is never quoted. */
const maxLength = 1_000;

/**
 * A named credential with its value, or anything that is as long as a token. Codes in capitals and UUIDs stay: they are
 * what the support of an authorization server asks for.
 */
const looksSecret =
  /\b(?:access_token|refresh_token|id_token|client_secret|client_assertion)\\*["']?\s*[=:]\s*\\*["']?[^\s"'&\\]+|(?<![\w~+=-])(?!(?:[A-Z_]+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![\w~+=-]))[\w~+=-]{32,}/g;

/** What must not show in somebody else's text. */
export interface HiddenValues {
  /** Where six letters or characters of one of these show in a row, in whatever form of escaping, nothing of the text is left. */
  readonly secrets: readonly string[];
  /** These are taken out, and the rest of the text is left. */
  readonly others: readonly string[];
}

/** Makes a function that takes secrets, and whatever looks like a token, out of somebody else's text. */
export function createRedactor({ secrets, others }: HiddenValues): (text: string) => string {
  const forms = [...formsOf(secrets), ...formsOf(others).map((form) => `(?:(?<!\\w)|(?!\\w))${form}(?!\\w)`)];
  const known = forms.length > 0 ? new RegExp(forms.join('|'), 'gi') : undefined;
  return (text) => {
    const short = text.slice(0, maxLength);
    const redacted = (known ? short.replace(known, mark) : short).replace(looksSecret, mark);
    return showsPartOf(redacted, secrets) ? redactedWhole : redacted;
  };
}

/** A value as it is, in JSON, in an address and in a form, for a regular expression; the longest first. */
function formsOf(values: readonly string[]): string[] {
  const forms = values.flatMap((value) => [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    new URLSearchParams({ '': value }).toString().slice(1),
  ]);
  const longestFirst = [...new Set(forms)].filter((form) => form !== '').sort((a, b) => b.length - a.length);
  return longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
}
