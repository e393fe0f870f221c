/** One GraphQL operation as a page has sent it and the API gets it (GraphQL over HTTP, section 5.4). */
export interface ProxiedOperation {
  /** The document. Without one, the operation is named by `extensions`, as persisted queries are. */
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
  readonly extensions?: Readonly<Record<string, unknown>> | null;
}

/** What a page has sent, read once: what was looked at is what goes on. */
export interface ReadOperations {
  /** Several when the page has sent a list (a batch). */
  readonly operations: readonly ProxiedOperation[];
  /** What goes to the API. */
  readonly body: string;
}

/**
 * Reads a request body. Of each operation the four known keys are kept; beside a document no persisted query is, because
 * an API may carry that out instead.
 *
 * @returns `undefined` when it is not a GraphQL request, or nested too deep.
 */
export function readOperations(text: string): ReadOperations | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const operations = (Array.isArray(json) ? json : [json]).map(readOperation);
    if (operations.length === 0 || !operations.every((operation) => operation !== undefined)) return undefined;
    // It throws where JSON can be read that is too deep to be written.
    return { operations, body: JSON.stringify(Array.isArray(json) ? operations : operations[0]) };
  } catch {
    return undefined;
  }
}

function readOperation(json: unknown): ProxiedOperation | undefined {
  const { query, variables, operationName, extensions: given }: Record<string, unknown> = Object(json);
  const extensions = isObject(given) && query !== undefined ? withoutPersisted(given) : given;
  const isValid =
    (query === undefined ? isObject(extensions) : typeof query === 'string') &&
    (variables === undefined || variables === null || isObject(variables)) &&
    (operationName === undefined || operationName === null || typeof operationName === 'string') &&
    (extensions === undefined || extensions === null || isObject(extensions));
  if (!isValid) return undefined;
  const kept = Object.entries({ query, variables, operationName, extensions }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(kept);
}

/** In another case too: some APIs do not tell them apart. */
function withoutPersisted(extensions: Record<string, unknown>): object | undefined {
  const kept = Object.entries(extensions).filter(([name]) => name.toLowerCase() !== 'persistedquery');
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
