/** The arguments that Bitquery's cubes share. */
export interface CubeArguments {
  readonly limit?: { readonly count?: number | null; readonly offset?: number | null } | null;
  readonly orderBy?: Readonly<Record<string, string | null>> | null;
  readonly where?: Readonly<Record<string, unknown>> | null;
}

/** Filters, sorts and cuts rows as `where`, `orderBy` and `limit` say. Without a limit: 10 rows. */
export function selectRows<Row extends object>(rows: readonly Row[], { limit, orderBy, where }: CubeArguments): Row[] {
  const found = rows.filter((row) => matches(row, where ?? {}));
  const down = orderBy?.descending ?? orderBy?.descendingByField;
  const up = orderBy?.ascending ?? orderBy?.ascendingByField;
  const path = down ?? up;
  if (path) {
    const sign = down ? -1 : 1;
    found.sort((a, b) => sign * compare(at(a, path), at(b, path)));
  }
  const offset = limit?.offset ?? 0;
  return found.slice(offset, offset + (limit?.count ?? 10));
}

function matches(value: unknown, filter: unknown): boolean {
  if (filter === null || typeof filter !== 'object') return true;
  return Object.entries(filter).every(([key, wanted]) => {
    if (wanted === null) return true;
    const test = tests[key];
    return test ? test(value, wanted) : matches(at(value, key), wanted);
  });
}

const tests: Readonly<Record<string, (value: unknown, wanted: unknown) => boolean>> = {
  is: same,
  eq: (value, wanted) => compare(value, wanted) === 0,
  not: (value, wanted) => !same(value, wanted),
  ne: (value, wanted) => compare(value, wanted) !== 0,
  in: (value, wanted) => Array.isArray(wanted) && wanted.some((item) => same(value, item)),
  notIn: (value, wanted) => Array.isArray(wanted) && !wanted.some((item) => same(value, item)),
  includes: (value, wanted) => String(value).includes(String(wanted)),
  includesCaseInsensitive: (value, wanted) => String(value).toLowerCase().includes(String(wanted).toLowerCase()),
  startsWith: (value, wanted) => String(value).startsWith(String(wanted)),
  gt: (value, wanted) => compare(value, wanted) > 0,
  ge: (value, wanted) => compare(value, wanted) >= 0,
  lt: (value, wanted) => compare(value, wanted) < 0,
  le: (value, wanted) => compare(value, wanted) <= 0,
  after: (value, wanted) => compare(value, wanted) > 0,
  since: (value, wanted) => compare(value, wanted) >= 0,
  before: (value, wanted) => compare(value, wanted) < 0,
  till: (value, wanted) => compare(value, wanted) <= 0,
};

/** Addresses are the same in any case. */
function same(value: unknown, wanted: unknown): boolean {
  return String(value).toLowerCase() === String(wanted).toLowerCase();
}

function compare(a: unknown, b: unknown): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference)) return difference;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** The value at a path such as `Block_Time`. */
function at(value: unknown, path: string): unknown {
  let here = value;
  for (const key of path.split('_')) {
    here = here && typeof here === 'object' ? (here as Record<string, unknown>)[key] : undefined;
  }
  return here;
}
