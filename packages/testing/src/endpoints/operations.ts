import type { ReceivedRequest } from '../messages/received-request.ts';

/** One operation of a GraphQL request, as far as it can be read. */
export interface Operation {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The operations in a request, and whether they came as an array. */
export interface Operations {
  readonly batch: boolean;
  readonly operations: readonly Operation[];
}

const none: Operations = { batch: false, operations: [] };

/** Reads the operations from a POST body, a GET query or a multipart upload. Unreadable: none. */
export async function readOperations(request: ReceivedRequest, copy: () => Request): Promise<Operations> {
  try {
    if (request.method === 'GET') return fromQuery(new URL(request.url, 'http://localhost').searchParams);
    const isForm = /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');
    return fromJson(isForm ? String((await copy().formData()).get('operations')) : request.body);
  } catch {
    return none;
  }
}

/** The operation's name as given, or as written in its document. */
export function nameOf(operation: Operation | undefined): string | undefined {
  if (operation?.operationName) return operation.operationName;
  let outside = String(operation?.query ?? '').replace(/"""[\s\S]*?"""|"(?:\\.|[^"\\])*"|#.*/g, '');
  while (/\{[^{}]*\}/.test(outside)) outside = outside.replace(/\{[^{}]*\}/g, ' ');
  return /\b(?:query|mutation|subscription)\s+([_A-Za-z]\w*)/.exec(outside)?.[1];
}

function fromJson(body: string): Operations {
  const value: unknown = JSON.parse(body);
  if (Array.isArray(value)) return { batch: true, operations: value as Operation[] };
  return typeof value === 'object' && value !== null ? { batch: false, operations: [value as Operation] } : none;
}

function fromQuery(query: URLSearchParams): Operations {
  const operation: Record<string, unknown> = {};
  for (const key of ['query', 'operationName']) if (query.has(key)) operation[key] = query.get(key);
  for (const key of ['variables', 'extensions']) {
    const text = query.get(key);
    if (text) operation[key] = JSON.parse(text);
  }
  return { batch: false, operations: [operation] };
}
