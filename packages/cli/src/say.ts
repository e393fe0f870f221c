/** One line for people, on standard error. */
export function say(sentence: string): void {
  process.stderr.write(`token-refresher: ${oneLine(sentence)}\n`);
}

/** Whatever a server had to say, in one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
