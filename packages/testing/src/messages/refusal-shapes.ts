import type { FixedResponse } from './fixed-response.ts';

/** One way for an API to say "Unauthorized", or something that only looks like it. */
export interface RefusalShape {
  readonly status: number;
  /** Without `content-type` none is sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** A batch of n operations is answered by an array of n such bodies. */
  readonly perOperation: boolean;
  /** Whether adapters take it for "Unauthorized" by default. */
  readonly countsAsUnauthorized: boolean;
  /** Whether data stands beside the refusal, so that a query may be sent again and a mutation must not. */
  readonly isPart: boolean;
}

const text = 'text/plain; charset=utf-8';
const html = 'text/html';
const json = 'application/json; charset=utf-8';
const graphqlJson = 'application/graphql-response+json; charset=utf-8';

const nginxPage =
  '<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>\r\n<center><h1>401 Authorization Required</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';
const loginPage = '<!doctype html><title>Sign in</title><h1>Unauthorized</h1><p>Please sign in.';
const error = { message: 'Unauthorized' };
const coded = (code: string, message: string) => ({ message, extensions: { code } });

const says = (status: number, type: string | null, body: string): RefusalShape => ({
  status,
  headers: type === null ? {} : { 'content-type': type },
  body,
  perOperation: false,
  countsAsUnauthorized: true,
  isPart: false,
});
/** A GraphQL result, or what pretends to be one. */
const result = (status: number, type: string, body: object): RefusalShape => ({
  ...says(status, type, JSON.stringify(body)),
  perOperation: true,
});
const challenged = (challenge: string): RefusalShape => ({
  ...says(401, text, 'Unauthorized'),
  headers: { 'content-type': text, 'www-authenticate': challenge },
});
const notAboutTheToken = (shape: RefusalShape): RefusalShape => ({ ...shape, countsAsUnauthorized: false });

const shapes: Readonly<Record<RefusalName, RefusalShape>> = {
  '401 text': says(401, text, 'Unauthorized'),
  '401 HTML': says(401, html, nginxPage),
  '401 empty': says(401, null, ''),
  '401 without content type': says(401, null, 'Unauthorized'),
  '401 JSON errors': result(401, json, { errors: [error] }),
  '401 JSON errors as strings': result(401, json, { errors: ['Unauthorized'] }),
  '401 JSON errors as an object': result(401, json, { errors: {} }),
  '401 JSON data and errors': result(401, json, { data: null, errors: [error] }),
  '401 JSON message': says(401, json, '{"message":"Unauthorized"}'),
  '401 JSON error': says(401, json, '{"error":"Unauthorized"}'),
  '401 GraphQL errors': result(401, graphqlJson, { errors: [error] }),
  '401 GraphQL type but no JSON': says(401, graphqlJson, 'Unauthorized'),
  '401 multipart': says(
    401,
    'multipart/mixed; boundary="-"',
    '\r\n---\r\ncontent-type: application/json\r\n\r\n{"errors":[{"message":"Unauthorized"}]}\r\n-----\r\n',
  ),
  '401 invalid_token challenge': challenged('Bearer realm="api", error="invalid_token"'),
  '401 insufficient_scope challenge': notAboutTheToken(
    challenged('Bearer realm="api", error="insufficient_scope", scope="api"'),
  ),

  '200 text': says(200, text, 'Unauthorized'),
  '200 without content type': says(200, null, 'Unauthorized'),
  '200 JSON type but text': says(200, json, 'Unauthorized'),
  '200 JSON string': says(200, json, '"Unauthorized"'),
  '200 JSON message': says(200, json, '{"message":"Unauthorized"}'),
  '200 JSON error': says(200, json, '{"error":"Unauthorized"}'),
  '200 data null and errors': result(200, json, { data: null, errors: [error] }),
  '200 errors without data': result(200, json, { errors: [error] }),
  '200 GraphQL errors': result(200, graphqlJson, { errors: [error] }),
  '200 errors, one object even for a batch': { ...result(200, json, { errors: [error] }), perOperation: false },
  '200 errors as a string': result(200, json, { errors: 'Unauthorized' }),
  '200 errors as strings': result(200, json, { errors: ['Unauthorized'] }),
  '200 errors as text': result(200, text, { errors: [error] }),
  '200 code UNAUTHENTICATED': result(200, json, { errors: [coded('UNAUTHENTICATED', 'You must log in.')] }),
  '200 code AUTH_NOT_AUTHENTICATED': result(200, json, {
    errors: [coded('AUTH_NOT_AUTHENTICATED', 'The current user is not authorized to access this resource.')],
  }),
  '200 code invalid-jwt': result(200, json, {
    errors: [coded('invalid-jwt', 'Could not verify JWT: JWTExpired')],
  }),
  '200 errorType UnauthorizedException': result(200, json, {
    data: null,
    errors: [{ errorType: 'UnauthorizedException', message: 'Token has expired.' }],
  }),
  '200 message and guards of Lighthouse': result(200, json, {
    errors: [{ message: 'Unauthenticated.', extensions: { guards: ['api'] } }],
  }),
  '200 message and category of Lighthouse': result(200, json, {
    errors: [{ message: 'Unauthenticated.', extensions: { category: 'authentication', guards: ['api'] } }],
  }),
  '200 message and category of an older Lighthouse': result(200, json, {
    errors: [{ message: 'Unauthenticated.', category: 'authentication' }],
  }),
  '400 code invalid-jwt of Hasura 1': says(
    400,
    json,
    '{"path":"$","error":"Could not verify JWT: JWTExpired","code":"invalid-jwt"}',
  ),
  '400 code UNAUTHENTICATED': result(400, json, { errors: [coded('UNAUTHENTICATED', 'Invalid token.')] }),

  '402 text': notAboutTheToken(says(402, text, 'No active billing period')),
  '403 text': notAboutTheToken(says(403, text, 'Forbidden')),
  '403 text Unauthorized': notAboutTheToken(says(403, text, 'Unauthorized')),
  '403 JSON errors': notAboutTheToken(result(403, json, { errors: [error] })),
  '429 text': notAboutTheToken(says(429, text, 'Too Many Sessions')),
  '200 HTML login page': notAboutTheToken(says(200, html, loginPage)),
  '200 code FORBIDDEN': notAboutTheToken(result(200, json, { errors: [coded('FORBIDDEN', 'Not yours.')] })),
  '200 Unauthenticated. without a category': notAboutTheToken(
    result(200, json, { errors: [{ message: 'Unauthenticated.', extensions: { category: 'authorization' } }] }),
  ),
  '400 code of something else': notAboutTheToken(
    says(400, json, '{"path":"$","error":"not a valid query","code":"validation-failed"}'),
  ),
  '200 code AUTH_NOT_AUTHORIZED': notAboutTheToken(
    result(200, json, { errors: [coded('AUTH_NOT_AUTHORIZED', 'Not for your role.')] }),
  ),
  '200 Unauthorized within a longer message': notAboutTheToken(
    result(200, json, { data: null, errors: [{ message: 'Response code: 401: Unauthorized: node eth-3' }] }),
  ),
  '200 errors beside data': {
    ...notAboutTheToken(
      result(200, json, { data: { viewer: null, echo: 'here' }, errors: [{ ...error, path: ['viewer'] }] }),
    ),
    isPart: true,
  },
};

/** The name of a way to say "Unauthorized", such as `401 text`; fit for a test's title. */
export type RefusalName =
  | '401 text'
  | '401 HTML'
  | '401 empty'
  | '401 without content type'
  | '401 JSON errors'
  | '401 JSON errors as strings'
  | '401 JSON errors as an object'
  | '401 JSON data and errors'
  | '401 JSON message'
  | '401 JSON error'
  | '401 GraphQL errors'
  | '401 GraphQL type but no JSON'
  | '401 multipart'
  | '401 invalid_token challenge'
  | '401 insufficient_scope challenge'
  | '200 text'
  | '200 without content type'
  | '200 JSON type but text'
  | '200 JSON string'
  | '200 JSON message'
  | '200 JSON error'
  | '200 data null and errors'
  | '200 errors without data'
  | '200 GraphQL errors'
  | '200 errors, one object even for a batch'
  | '200 errors as a string'
  | '200 errors as strings'
  | '200 errors as text'
  | '200 code UNAUTHENTICATED'
  | '200 code AUTH_NOT_AUTHENTICATED'
  | '200 code invalid-jwt'
  | '200 errorType UnauthorizedException'
  | '200 message and guards of Lighthouse'
  | '200 message and category of Lighthouse'
  | '200 message and category of an older Lighthouse'
  | '400 code invalid-jwt of Hasura 1'
  | '400 code UNAUTHENTICATED'
  | '402 text'
  | '403 text'
  | '403 text Unauthorized'
  | '403 JSON errors'
  | '429 text'
  | '200 HTML login page'
  | '200 code FORBIDDEN'
  | '200 Unauthenticated. without a category'
  | '400 code of something else'
  | '200 code AUTH_NOT_AUTHORIZED'
  | '200 Unauthorized within a longer message'
  | '200 errors beside data';

/** Every way to say "Unauthorized", and some that only look like it, by name. */
export const refusalShapes: Readonly<Record<RefusalName, RefusalShape>> = shapes;

/** All names of {@link refusalShapes}, in a fixed order. */
export const refusalNames = Object.keys(shapes) as RefusalName[];

/** The body with which a request of `operations` operations is refused; `null` if it was no batch. */
export function refusalBody(shape: RefusalShape, operations: number | null): string {
  if (operations === null || !shape.perOperation) return shape.body;
  return `[${Array.from({ length: operations }, () => shape.body).join(',')}]`;
}

/** How the API says "Unauthorized": one of the ways it is said in the field, by name, or exactly this response. */
export type Refusal = RefusalName | FixedResponse;
