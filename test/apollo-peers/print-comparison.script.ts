import { comparisonTable } from './comparison-table.ts';

// node test/apollo-peers/print-comparison.script.ts
console.log(await comparisonTable());
