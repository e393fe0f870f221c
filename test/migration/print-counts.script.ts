import { countsTable } from './counts-table.ts';

// node test/migration/print-counts.script.ts
console.log(await countsTable());
