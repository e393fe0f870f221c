/** A shorter one says little, and would hide every sentence that has it in it. */
const minSecretLength = 6;

/** What stands in the query of a token endpoint. */
export interface QueryValues {
  /** Values, and names without one: an API key may be either, under any name. */
  readonly secrets: readonly string[];
  /** The query as a whole, and what OAuth itself has there (RFC 6749, RFC 8707). */
  readonly others: readonly string[];
}

/** Takes a query apart into what must not show in part, and what is only taken out. */
export function queryValues({ search, searchParams }: URL): QueryValues {
  const secrets: string[] = [];
  const others = [search];
  for (const [name, value] of searchParams) {
    const isPublic = /_type$|^(?:scope|resource|audience)$/.test(name);
    const shown = value === '' ? name : value;
    (isPublic || shown.length < minSecretLength ? others : secrets).push(shown);
  }
  return { secrets, others };
}
