import { parentPort, workerData } from 'node:worker_threads';
import { createTokenRefresher } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';
import { fileToken } from '@token-refresher/shared/file';

const { path, credentials } = workerData;
const tokens = createTokenRefresher(fileToken(path, clientCredentials(credentials)));
const { value } = await tokens.getToken();
tokens.close();
parentPort?.postMessage(value);
