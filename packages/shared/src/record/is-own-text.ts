/**
 * How each text that was ever saved begins: as it is, or encrypted. Every later version must begin so too. The rest is not
 * looked at: a text that was cut off is recognised, and so is that of another client, version or key.
 */
const beginning = /^(?:\s*\{\s*"version"\s*:\s*\d+\s*,\s*"key"\s*:\s*"[\da-f]{32}"|A256GCM\.)/;

/** Whether this library has written a text, so that it may be replaced. */
export function isOwnText(text: string): boolean {
  return beginning.test(text);
}
