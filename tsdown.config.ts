import { defineConfig } from 'tsdown';

/** Shared by every package: `tsdown --config ../../tsdown.config.ts src/index.ts` from the package's folder. */
export default defineConfig({
  cwd: process.cwd(),
  format: ['esm', 'cjs'],
  dts: { oxc: true },
  target: 'es2022',
  platform: 'neutral',
  // Comments that name the file that code came from would name pnpm's folders.
  inputOptions: { experimental: { attachDebugInfo: 'none' } },
  outExtensions: ({ format }) => (format === 'cjs' ? { js: '.cjs', dts: '.d.cts' } : { js: '.mjs', dts: '.d.mts' }),
});
