import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** Where the page is. */
export const pagePath = '/graphiql';

/** The page and its files. */
export interface GraphiQLPage {
  /** @returns whether there is something at this path, without a query; then it is sent. Never rejects. */
  respond(path: string, response: ServerResponse): Promise<boolean>;
}

/** The files of other packages, by what they are called here. */
const files = {
  'react.js': ['react', 'umd/react.production.min.js'],
  'react-dom.js': ['react-dom', 'umd/react-dom.production.min.js'],
  'graphiql.js': ['graphiql', 'graphiql.min.js'],
  'graphiql.css': ['graphiql', 'graphiql.min.css'],
} as const;

const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', html: 'text/html' };

/** Everything comes from here, and the page sends nothing elsewhere. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: ; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * A page with GraphiQL, whose files come from packages that are installed beside this one: only who wants the page has
 * them.
 *
 * @param apiPath Where the page sends its operations.
 * @throws UsageError when a package is missing.
 */
export function createGraphiQLPage(apiPath: string): GraphiQLPage {
  const paths = new Map(Object.entries(files).map(([name, [pack, file]]) => [name, locate(pack, file)]));
  const made = new Map([
    ['', page()],
    ['start.js', start(apiPath)],
  ]);
  return {
    async respond(path, response) {
      if (path !== pagePath && !path.startsWith(`${pagePath}/`)) return false;
      const name = path.slice(pagePath.length + 1);
      const file = paths.get(name);
      const content = made.get(name) ?? (file && (await readFile(file).catch(() => undefined)));
      if (content === undefined) return false;
      response.writeHead(200, {
        'content-type': `${types[name.split('.').at(-1) || 'html']}; charset=utf-8`,
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      });
      response.end(content);
      return true;
    },
  };
}

function locate(pack: string, file: string): string {
  const require = createRequire(import.meta.url);
  try {
    const path = join(dirname(require.resolve(`${pack}/package.json`)), file);
    if (existsSync(path)) return path;
  } catch {
    // It is not installed.
  }
  throw new UsageError(
    `--graphiql needs ${pack} beside this package: npm install graphiql@3 react@18 react-dom@18, or npx with -p for each.`,
  );
}

function page(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>GraphiQL</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${pagePath}/graphiql.css">
    <style>html, body, #graphiql { height: 100%; margin: 0; }</style>
  </head>
  <body>
    <div id="graphiql"></div>
    <script src="${pagePath}/react.js"></script>
    <script src="${pagePath}/react-dom.js"></script>
    <script src="${pagePath}/graphiql.js"></script>
    <script src="${pagePath}/start.js"></script>
  </body>
</html>
`;
}

function start(apiPath: string): string {
  return `const url = new URL(${JSON.stringify(apiPath)}, location.href);
const subscriptionUrl = url.href.replace('http', 'ws');
const fetcher = GraphiQL.createFetcher({ url: url.href, subscriptionUrl });
ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, { fetcher }));
`;
}
