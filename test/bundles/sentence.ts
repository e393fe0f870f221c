/** What a build says that would put `@token-refresher/server` into a browser bundle. */
export const sentence =
  'holds a client secret and must not be in a browser bundle. Fetch the token from your own server instead, and import this package only there.';

/** Without the line breaks that bundlers put into messages. */
export function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
