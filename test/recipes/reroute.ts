// Preloaded before a recipe: what it sends to a vendor goes to the server that stands in, and its sign-in library is a
// small one that answers as the real one does. Nothing else goes out.
import { registerHooks } from 'node:module';
import { libraries } from './libraries.ts';

const { STAND_IN: standIn = '' } = process.env;
const real = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const { protocol, host, pathname, search } = new URL(String(input));
  return real(`${standIn}/${protocol.slice(0, -1)}/${host}${pathname}${search}`, init);
};

registerHooks({
  resolve(specifier, context, nextResolve) {
    const file = libraries[specifier];
    return file === undefined
      ? nextResolve(specifier, context)
      : { url: new URL(file, import.meta.url).href, format: 'module-typescript', shortCircuit: true };
  },
});
