import { readFile, writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsdown';
import shared from '../../tsdown.config.ts';

/**
 * One source, two spellings of Apollo's entry point: Apollo 3 has no `exports`, so native ES modules need the file's name,
 * and behind that name CommonJS would find an ES module and its types.
 */
export default defineConfig({
  ...shared,
  async onSuccess() {
    for (const file of ['dist/index.cjs', 'dist/index.d.cts']) {
      const code = await readFile(file, 'utf8');
      await writeFile(file, code.replace('"@apollo/client/core/index.js"', '"@apollo/client/core"'));
    }
  },
});
