// `npx -y pnpm@10 --filter @token-refresher/test-clients run versions`: writes the table of versions into the root README.
import { readFileSync, writeFileSync } from 'node:fs';
import { readme, withTable } from './versions-table.ts';

writeFileSync(readme, withTable(readFileSync(readme, 'utf8')));
