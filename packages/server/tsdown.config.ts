import { defineConfig } from 'tsdown';
import shared from '../../tsdown.config.ts';

/**
 * `oauth4webapi` is an ES module. Node 20.19 can `require` it; Jest, and TypeScript under `module: node16`, cannot. So the
 * CommonJS build holds what it uses of it, beside its license, and no declaration file imports it.
 */
const bundled = 'oauth4webapi';
const deps = { onlyBundle: [bundled], dts: { alwaysBundle: [bundled] } };

export default defineConfig([
  { ...shared, format: 'esm', deps },
  {
    ...shared,
    format: 'cjs',
    deps: { ...deps, alwaysBundle: [bundled] },
    // Not named LICENSE: pnpm packs the repository's own only where it finds no other.
    copy: { from: `node_modules/${bundled}/LICENSE.md`, rename: `${bundled}-notice.md` },
  },
]);
