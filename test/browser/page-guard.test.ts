import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { rollup } from 'rollup';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sentence } from '../bundles/sentence.ts';
import { missingChromium, startChromium } from './chromium.ts';

/** Tries each function of the package that takes options, and puts what they throw into the document. */
const script = `
  import * as server from '@token-refresher/server';
  const told = Object.entries(server).map(([name, create]) => {
    try {
      return [name, typeof create({ tokenEndpoint: 'https://auth.example.com', clientId: 'a', clientSecret: 'b' })];
    } catch (error) {
      return [name, error.name + ': ' + error.message];
    }
  });
  document.title = JSON.stringify(told);
`;

/** Bundlers that know neither browsers nor servers, as they are set by default. */
const bundlers: Readonly<Record<string, () => Promise<string>>> = {
  "esbuild with the platform 'neutral'": async () => {
    const { outputFiles, errors } = await esbuild.build({
      stdin: { contents: script, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
    });
    expect(errors).toEqual([]);
    return outputFiles[0]?.text ?? '';
  },
  "rollup's node-resolve": async () => {
    const entry = `${import.meta.dirname}/entry.mjs`;
    const warnings: string[] = [];
    const built = await rollup({
      input: entry,
      onwarn: ({ message }) => void warnings.push(message),
      plugins: [
        { name: 'entry', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? script : null) },
        nodeResolve(),
        {
          name: 'types',
          transform: async (code, id) =>
            id.endsWith('.ts') ? (await esbuild.transform(code, { loader: 'ts' })).code : null,
        },
      ],
    });
    const { output } = await built.generate({ format: 'es' });
    expect(warnings).toEqual([]);
    return output[0].code;
  },
};

describe.skipIf(missingChromium())('in real Chromium', () => {
  test.each(Object.entries(bundlers))(
    '%s takes the package in without a word: it fails at its first call and says why',
    async (_, bundle) => {
      const code = await bundle();
      const site = createServer(({ url }, response) => {
        if (url === '/main.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
        else
          response
            .writeHead(200, { 'content-type': 'text/html' })
            .end('<script type="module" src="/main.js"></script>');
      });
      await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void site.close());
      const browser = await startChromium();
      onTestFinished(() => browser.close());
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
      await page.waitForFunction('document.title !== ""');
      const told: [name: string, outcome: string][] = JSON.parse(await page.title());
      expect(told.length).toBeGreaterThanOrEqual(3);
      for (const [name, outcome] of told)
        expect(outcome).toBe(`TypeError: ${name}: @token-refresher/server ${sentence}`);
    },
  );
});
