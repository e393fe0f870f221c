/** A shorter one says little, and would hide every sentence that has it in it. */
const minSecretLength = 6;

/**
 * Parameters that are no secret: OAuth's own, and those by which vendors choose a tenant, a policy of sign-in or a version.
 * Their values stand in what a server says. `policy` is not among them: in a signed address it is part of the signature.
 */
const publicName = /_type$|^(?:scope|resource|audience|p|tenant(?:_?id)?|realm|api[-_]?version|lang|locale)$/i;

/** What stands in the query of a token endpoint. */
export interface QueryValues {
  /** Values, and names without one: an API key may be either, under any name. */
  readonly secrets: readonly string[];
  /** The query as a whole, and what is public there, such as OAuth's own parameters (RFC 6749, RFC 8707). */
  readonly others: readonly string[];
}

/** Takes a query apart into what must not show in part, and what is only taken out. */
export function queryValues({ search, searchParams }: URL): QueryValues {
  const secrets: string[] = [];
  const others = [search];
  for (const [name, value] of searchParams) {
    const shown = value === '' ? name : value;
    (publicName.test(name) || shown.length < minSecretLength ? others : secrets).push(shown);
  }
  return { secrets, others };
}
