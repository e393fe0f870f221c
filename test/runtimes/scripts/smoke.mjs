// The same promises in every runtime: this script uses nothing but the packages and what the web platform gives.
import { createAuthorizedFetch, createTokenRefresher, TokenRequestError } from '@token-refresher/core';
import { tokenRefreshMiddleware } from '@token-refresher/graphql-request';
import { GraphQLClient } from 'graphql-request';

/**
 * Plays every scene and returns what came of it, as plain JSON.
 *
 * `fetchToken` and `fetchTokenWithWrongSecret` are the runtime's own ways to a token; `inspect` prints an object for
 * people, where the runtime can.
 */
export async function smoke({ settings, fetchToken, fetchTokenWithWrongSecret, inspect }) {
  const { prompter, url, origin } = settings;
  const ask = (verb) => async (what) => void (await fetch(`${prompter}/${verb}/${encodeURIComponent(what)}`)).text();
  const [scene, prompt] = [ask('scene'), ask('prompt')];
  const events = [];
  const open = (source) => {
    const tokens = createTokenRefresher(source, { origins: [origin] });
    tokens.subscribe((event) => events.push(event));
    return tokens;
  };
  const query = async (authorizedFetch, init) => {
    const body = JSON.stringify({ query: 'query Ask { echo(text: "here") }' });
    const headers = { 'content-type': 'application/json' };
    const response = await authorizedFetch(url, { method: 'POST', headers, body, ...init });
    return `${response.status} ${(await response.text()).replaceAll(/\s/g, '')}`;
  };
  const failure = (promise) =>
    promise.then(
      () => undefined,
      (error) => error,
    );
  const outcome = {};

  await scene('first token');
  const tokens = open(fetchToken);
  const authorizedFetch = createAuthorizedFetch(tokens);
  const responses = await Promise.all(Array.from({ length: 20 }, () => query(authorizedFetch)));
  outcome['first token'] = [...new Set(responses)];

  await scene('fresh token');
  const present = tokens.peek();
  outcome['fresh token'] = [
    await query(authorizedFetch),
    tokens.peek() === present,
    (await tokens.getToken()) === present,
  ];

  await scene('revoked');
  await prompt('revoke');
  outcome.revoked = await query(authorizedFetch);

  await scene('late rejection');
  await prompt('hold the next query');
  const late = query(authorizedFetch);
  await prompt('wait until held');
  await prompt('revoke');
  const early = await query(authorizedFetch);
  await prompt('release');
  outcome['late rejection'] = [early, await late];

  await scene('graphql-request');
  await prompt('revoke');
  const client = new GraphQLClient(url, tokenRefreshMiddleware(tokens));
  outcome['graphql-request'] = await client.request('query Ask { echo(text: "here") }');

  await scene('refused for ever');
  await prompt('refuse everything');
  outcome['refused for ever'] = await query(authorizedFetch);
  await scene('refused for ever, another operation');
  const refusal = await failure(client.request('query Other { echo(text: "here") }'));
  await prompt('accept again');

  await scene('abort while waiting');
  await prompt('hold token requests');
  let sourceSignal;
  const watched = open((request) => {
    sourceSignal = request.signal;
    return fetchToken(request);
  });
  const [impatient, lonely] = [new AbortController(), new AbortController()];
  const left = failure(query(createAuthorizedFetch(watched), { signal: impatient.signal }));
  const stayed = watched.getToken();
  await prompt('wait until held');
  impatient.abort(new Error('I have no time'));
  outcome['abort while waiting'] = [(await left).message, sourceSignal.aborted];
  await prompt('release');
  outcome['abort while waiting'].push((await stayed) === watched.peek());

  await scene('abort by the last one who waits');
  await prompt('hold token requests');
  watched.invalidate(watched.peek().value);
  const alone = failure(watched.getToken({ signal: lonely.signal }));
  await prompt('wait until held');
  lonely.abort(new Error('Nor have I'));
  outcome['abort by the last one who waits'] = [(await alone).message, sourceSignal.aborted];
  await prompt('release');

  await scene('wrong secret');
  const failing = open(fetchTokenWithWrongSecret);
  const wrongSecret = await failure(query(createAuthorizedFetch(failing)));
  const again = await failure(failing.getToken());
  outcome['wrong secret'] = [wrongSecret.code, wrongSecret.permanent, TokenRequestError.is(wrongSecret), again.code];

  await scene('close');
  tokens.close();
  const closed = await failure(tokens.getToken());
  outcome.close = [closed.code, tokens.peek() === undefined];
  failing.close();
  await scene('');

  const errors = [refusal, wrongSecret, again, closed];
  const objects = [...errors, ...events, tokens, failing, authorizedFetch, fetchToken];
  const shown = objects.flatMap((object) => [describe(object), inspect?.(object) ?? '']);
  return {
    outcome,
    refusalStatus: refusal.response.status,
    shown,
    events: events.map(({ type, reason }) => [type, reason]),
  };
}

/** Everything that a log could show of an object. */
function describe(object, depth = 0) {
  if (typeof object !== 'object' || object === null || depth === 10) return String(object);
  const own = Object.getOwnPropertyNames(object).map((name) => `${name}: ${describe(object[name], depth + 1)}`);
  return [text(object), JSON.stringify(object), ...own].join('\n');
}

/** Tokens and token refreshers refuse to be text. */
function text(object) {
  try {
    return String(object);
  } catch (error) {
    return String(error);
  }
}
