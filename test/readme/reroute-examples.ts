// Preloaded before a README's code: what it sends to the addresses of its examples, or to Bitquery, goes to the API that
// stands in for them. Nothing else goes out.
const real = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const { hostname, pathname } = new URL(String(input));
  if (!/\.(?:bitquery\.io|example\.com)$/.test(hostname)) throw new Error(`A README's code calls ${hostname}.`);
  return real(`${process.env.STAND_IN}${pathname}`, init);
};
