/** What a runtime may have; a page has the first two and none of the others. */
interface Runtime {
  readonly window?: unknown;
  readonly document?: unknown;
  readonly Deno?: unknown;
  readonly Bun?: unknown;
  readonly process?: { readonly versions?: { readonly node?: unknown } | undefined } | undefined;
}

/**
 * Some bundlers take this package into a page's bundle without a word: rollup's node-resolve with its default conditions,
 * esbuild with the platform `neutral`. Then it fails here, at its first call. Node, Deno and Bun are no page, although
 * a test may have given them a `window` and a `document`; workers and React Native have no `document`.
 *
 * @throws TypeError in a page.
 */
export function failInPage(caller: string): void {
  const { window, document, Deno, Bun, process } = globalThis as Runtime;
  if (!window || !document || Deno || Bun || process?.versions?.node) return;
  throw new TypeError(
    `${caller}: @token-refresher/server holds a client secret and must not be in a browser bundle. Fetch the token from your own server instead, and import this package only there.`,
  );
}
