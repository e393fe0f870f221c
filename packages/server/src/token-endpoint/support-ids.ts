/** Fields that hold one: `errorId` (Okta), `trace_id` and `correlation_id` (Entra), `requestId` and so on. */
const fieldName = /^(?:error|trace|correlation|request)_?id$/i;

/** By which the support of the authorization server finds the request, such as `errorId: oae1`; not redacted yet. */
export function supportIds(json: Readonly<Record<string, unknown>> | undefined): string[] {
  return Object.entries(json ?? {}).flatMap(([name, id]) =>
    fieldName.test(name) && typeof id === 'string' && /^[\w.:-]{1,64}$/.test(id) ? [`${name}: ${id}`] : [],
  );
}
