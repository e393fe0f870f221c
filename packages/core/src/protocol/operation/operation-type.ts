import { withoutText } from './may-have-run.ts';

/** What a GraphQL operation does, in the word that begins it. */
export type OperationType = 'query' | 'mutation' | 'subscription';

/**
 * What a GraphQL document does; of several kinds of operations the one that matters most: a mutation, then a
 * subscription. `undefined` when it holds no operation, as a persisted query's hash. For authors of adapters.
 */
export function operationType(document: string): OperationType | undefined {
  const definitions = outsideBraces(withoutText(document)).matchAll(
    /(?:^|\})[\s,]*(?:(query|mutation|subscription)\b|\{)/g,
  );
  const types = new Set(Array.from(definitions, ([, keyword = 'query']) => keyword as OperationType));
  return (['mutation', 'subscription', 'query'] as const).find((type) => types.has(type));
}

function outsideBraces(code: string): string {
  let depth = 0;
  let outside = '';
  for (const char of code) {
    if (char === '}') depth = Math.max(0, depth - 1);
    if (depth === 0) outside += char;
    if (char === '{') depth += 1;
  }
  return outside;
}
