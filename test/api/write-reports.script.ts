// `npx -y pnpm@10 api`: writes the report of every package's public API, and removes those of packages that are gone.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiPackages, apiReport, repository } from './report.ts';

await rm(join(repository, 'api'), { recursive: true, force: true });
await mkdir(join(repository, 'api'));
for (const each of apiPackages()) await writeFile(each.report, await apiReport(each));
