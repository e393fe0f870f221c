/** The call of a function, as text that a page can run. */
export const callAsText = <Args extends readonly unknown[]>(script: (...args: Args) => unknown, args: Args): string =>
  `(${script})(${args.map((arg) => String(JSON.stringify(arg))).join(', ')})`;
