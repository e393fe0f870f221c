// Prints the names that each given module exports, as an ES module and as CommonJS.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [format, ...specifiers] = process.argv.slice(2);
const found = {};
for (const specifier of specifiers) {
  const loaded = format === 'esm' ? await import(specifier) : require(specifier);
  found[specifier] = Object.keys(loaded).sort();
}
process.stdout.write(JSON.stringify(found));
