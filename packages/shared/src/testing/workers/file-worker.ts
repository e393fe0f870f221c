import { shareToken } from '../../algorithm/share-token.ts';
import { checkOptions } from '../../algorithm/shared-token-options.ts';
import { createFileStore } from '../../file/file-store.ts';
import { checkPath } from '../../file/token-path.ts';
import { fileToken } from '../../file.ts';
import { isOwnText } from '../../record/is-own-text.ts';
import { runWorker } from './run-worker.ts';

void runWorker(({ store, clientId, times }, fetchToken) => {
  const options = { name: clientId };
  if (!times) return fileToken(store, fetchToken, options);
  const settings = checkOptions('fileToken', fetchToken, options);
  const patient = { lockMs: times.limitMs, maxTries: times.limitMs / 15 };
  return shareToken(createFileStore(checkPath(store), isOwnText, patient), fetchToken, { ...settings, times });
});
