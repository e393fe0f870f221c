/**
 * Makes a thing once in the life of the server's process. A variable of a module would not do: Next.js loads a module
 * more than once, for a page and for a route handler, and in development again after each edit.
 */
export function oncePerProcess<Thing>(name: string, make: () => Thing): Thing {
  const home = globalThis as { [key: symbol]: Thing | undefined };
  const key = Symbol.for(`example-apollo-nextjs/${name}`);
  home[key] ??= make();
  return home[key];
}
