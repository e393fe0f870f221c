// The entry for workerd: a request plays the scenes and is answered by their JSON.
import { clientCredentials } from '@token-refresher/server';
import { smoke } from './smoke.mjs';

export default {
  async fetch(request) {
    const settings = await request.json();
    const { credentials } = settings;
    const report = await smoke({
      settings,
      fetchToken: clientCredentials({ ...credentials, scope: 'api' }),
      fetchTokenWithWrongSecret: clientCredentials({ ...credentials, clientSecret: 'wr0ng-secret', scope: 'api' }),
    });
    return Response.json({ runtime: navigator.userAgent, ...report });
  },
};
