import type { Endpoint } from '../endpoints/token-endpoint.ts';

/** Lets pages of any origin call the endpoint; refusals carry the CORS headers, too. Preflights are answered here. */
export function withCors(endpoint: Endpoint): Endpoint {
  return async (request, sent) => {
    const response = request.method === 'OPTIONS' ? new Response(null, { status: 204 }) : await endpoint(request, sent);
    if (response.type === 'error') return response;
    const headers = new Headers(response.headers);
    headers.set('access-control-allow-origin', '*');
    headers.set('access-control-allow-headers', 'authorization, *');
    headers.set('access-control-allow-methods', '*');
    return new Response(response.body, { status: response.status, headers });
  };
}
