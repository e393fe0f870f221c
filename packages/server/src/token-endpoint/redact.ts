const mark = '[redacted]';

/** A named credential with its value, or anything that is as long as a token, except a code in capitals. */
const looksSecret =
  /\b(?:access_token|refresh_token|id_token|client_secret|client_assertion)\\*["']?\s*[=:]\s*\\*["']?[^\s"'&\\]+|(?<![\w~+=-])(?![A-Z_]+(?![\w~+=-]))[\w~+=-]{32,}/g;

/**
 * A function that takes the client secret out of a text, in each form that a request gives it: as it is, in JSON, percent-
 * encoded, in a form, and in a Basic header; and whatever looks like a token.
 */
export function redactor(clientId: string, clientSecret: string | undefined): (text: string) => string {
  const forms = clientSecret === undefined ? [] : formsOf(clientId, clientSecret);
  const known = forms.length > 0 ? new RegExp(forms.map(escapeRegExp).join('|'), 'gi') : undefined;
  return (text) => (known ? text.replace(known, mark) : text).replace(looksSecret, mark);
}

function formsOf(id: string, secret: string): string[] {
  const basic = [id, formEncode(id), encodeAll(id)].flatMap((user) =>
    [secret, formEncode(secret), encodeAll(secret)].map((password) => btoa(`${user}:${password}`)),
  );
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), formEncode(secret)];
  return [...new Set([...forms, encodeAll(secret), ...basic])];
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** As oauth4webapi does it for Basic: everything but letters and digits. */
function encodeAll(text: string): string {
  return encodeURIComponent(text)
    .replace(/[-_.!~*'()]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
    .replaceAll('%20', '+');
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
