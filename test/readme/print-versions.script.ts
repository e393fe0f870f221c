import { versionsTable } from './versions.ts';

// node test/readme/print-versions.script.ts
console.log(versionsTable());
