import { inspect } from 'node:util';

/** Which of the secrets can be read from `value` in one of the ways in which errors end up in logs. */
export function secretsIn(value: unknown, secrets: readonly string[]): string[] {
  const text = [...everythingSaid(value)].join('\n');
  return secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)));
}

function* everythingSaid(value: unknown): Generator<string> {
  yield inspect(value, { depth: 10 });
  yield stringified(value);
  for (let link = value; link instanceof Error; link = link.cause) {
    yield String(link);
    yield String(link.stack);
    yield stringified({ ...link, message: link.message });
  }
}

function stringified(value: unknown): string {
  try {
    return String(JSON.stringify(value));
  } catch {
    // What cannot be turned into JSON cannot leak that way.
    return '';
  }
}
