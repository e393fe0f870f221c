/**
 * What a token request needs besides being a POST to stay out of caches: frameworks, such as Next.js 14 with its data
 * cache, store POSTs too, on disk and for other requests. For authors of token sources: `fetch(url, { …, ...outOfCaches() })`.
 *
 * @returns `{ cache: 'no-store' }`, or nothing where the runtime has no HTTP cache and refuses the option, as older
 * edge runtimes do.
 */
export function outOfCaches(): { cache?: 'no-store' } {
  return 'cache' in Request.prototype ? { cache: 'no-store' } : {};
}
