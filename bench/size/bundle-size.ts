import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Size of `code` bundled as an ES module and minified by esbuild, then compressed by `gzip -9`, in bytes. */
export async function bundleSize(
  code: string,
  { external = [], platform = 'browser' }: { external?: string[]; platform?: 'browser' | 'node' } = {},
): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('..', import.meta.url)), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform,
    external,
    write: false,
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).byteLength;
}
