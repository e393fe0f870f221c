declare module 'node-fetch-2' {
  const fetch: unknown;
  export default fetch;
}

declare module 'whatwg-fetch' {
  export const Headers: typeof globalThis.Headers;
  export const Response: typeof globalThis.Response;
}
