import { fileToken } from '../file.ts';
import { runWorker } from './run-worker.ts';

void runWorker(({ store, clientId }, fetchToken) => fileToken(store, fetchToken, { name: clientId }));
