const maxLength = 500;
/** What support asks for stands at the end of long texts: Entra's trace and correlation id, with a time. */
const maxEndLength = 160;
/** A plain text that is longer is a page, not a sentence. */
const maxTextLength = 200;

/**
 * The fields in which authorization servers and gateways say what is wrong: RFC 6749 and Ory Hydra, Twitch and AWS,
 * Okta, Apigee, RFC 9457, others.
 */
const fields = ['message', 'Message', 'errorSummary', 'errorMessage', 'Error', 'error', 'detail', 'title', 'msg'];

/** What the server says in words, in one line, not redacted yet; `undefined` when it says nothing that can be quoted. */
export function serverWords(body: string | undefined, json: Readonly<Record<string, unknown>> | undefined) {
  if (!json) return toLine(body && body.length <= maxTextLength && !/[<{]/.test(body) ? body : '');
  const described = [json.error_description, json.error_hint].filter(isText);
  if (described.length > 0) return toLine(described.join(' '));
  const inner = [json, json.fault, json.error].map((value) => (value ?? {}) as Record<string, unknown>);
  const sentences = inner.flatMap((each) => ['faultstring', ...fields].map((name) => each[name]));
  return toLine(sentences.find((words): words is string => isText(words) && !isCode(words)) ?? '');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** Codes are read elsewhere. */
function isCode(text: string): boolean {
  return /^[a-z]+(?:_[a-z]+)+$/.test(text);
}

/** Line breaks become spaces; what has other control characters in it, such as colors of a terminal, is not quoted. */
function toLine(text: string): string | undefined {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  if (line === '' || /\p{C}/u.test(line)) return undefined;
  return line.length > maxLength ? shortened(line) : line;
}

/** Its beginning and its end. A word that would be torn is left out, as a part of a token could not be told as one. */
function shortened(line: string): string {
  const start = line.slice(0, maxLength - maxEndLength - 1).replace(/[!-~\p{Cs}]+$/u, '');
  const end = line.slice(-maxEndLength).replace(/^[!-~\p{Cs}]+/u, '');
  return `${start.trimEnd()}…${end.trimStart()}`;
}
