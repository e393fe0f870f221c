// Preloaded before a recipe: what it sends to a vendor goes to the server that stands in. Nothing else goes out.
const { STAND_IN: standIn = '' } = process.env;
const real = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const { protocol, host, pathname, search } = new URL(String(input));
  return real(`${standIn}/${protocol.slice(0, -1)}/${host}${pathname}${search}`, init);
};
