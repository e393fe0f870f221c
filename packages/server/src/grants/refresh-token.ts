import { type AccessToken, type FetchToken, TokenRequestError } from '@token-refresher/core';
import type {
  ClientIdOption,
  ConfidentialClientOptions,
  PublicClientOptions,
} from '../client-authentication/client-options.ts';
import { isPrintable } from '../client-authentication/credential.ts';
import type { InvalidOption } from '../options/check-options.ts';
import { failInPage } from '../options/only-on-servers.ts';
import { readText } from '../options/read-text.ts';
import type { TokenEndpointOptions } from './endpoint-options.ts';
import { checkEndpointOptions, type GrantKind } from './endpoint-settings.ts';
import { checkParameters } from './parameters.ts';
import { type Grant, requestToken } from './request-token.ts';

const grantType = 'refresh_token';
const kind: GrantKind = {
  caller: 'refreshToken',
  grant: 'refresh token',
  own: ['load', 'save'],
  ownParameters: { grant_type: 'it is always refresh_token', refresh_token: 'option "load" gives it' },
  allowsPublicClients: true,
};

/** Options of {@link refreshToken}, by the way in which the client proves itself. */
export type RefreshTokenOptions = TokenEndpointOptions &
  ClientIdOption & {
    /**
     * The refresh token that was saved last; `undefined` or `null` when nobody is signed in. Asked before each request.
     * White space and line breaks around it, as files have them, are dropped; the rest must be printable ASCII (RFC 6749
     * appendix A.17).
     */
    readonly load: () => string | undefined | null | Promise<string | undefined | null>;
    /**
     * Saves the refresh token for the next `load`; `undefined` when the server says that the session is over. The access
     * token is handed out, or the error of an unusable one thrown, when this is done; when it fails, it is tried again at
     * the next ask, without another request.
     */
    readonly save: (refreshToken: string | undefined) => unknown;
  } & (ConfidentialClientOptions | PublicClientOptions);

/**
 * Gets tokens by a refresh token (RFC 6749 section 6), for applications that act for a user who has signed in before.
 *
 * ```ts
 * const fetchToken = refreshToken({
 *   tokenEndpoint: 'https://auth.example.com/oauth2/token',
 *   clientId: process.env.CLIENT_ID,
 *   clientSecret: process.env.CLIENT_SECRET,
 *   load: () => sessions.get(user),
 *   save: (value) => sessions.set(user, value),
 * });
 * ```
 *
 * Servers that rotate refresh tokens take each one once and end the session of whoever presents one twice (RFC 9700 section
 * 4.14). So one request is under way at a time, whoever leaves; it is not repeated, nor ended by a time limit, and its new
 * refresh token is saved before its access token is handed out, and also when that one cannot be used: the error is thrown
 * afterwards. Without a response, the same refresh token is presented at the next ask: it may not have arrived, and if it
 * has, the session cannot be saved.
 *
 * When the server says `invalid_grant` and `load` still gives the same refresh token, the session is over: `save(undefined)`
 * is called, and the error has the code `signed_out`, as when `load` gives none. Operations then go out without a token
 * until the refresher's `reset()`. If `load` gives another one, another process has used the first, and that one is
 * presented, once. After the refresher's `reset()` nothing of the session before is saved. Make one source for each session;
 * several processes need a store that locks.
 *
 * The returned function throws what that of `clientCredentials` throws.
 *
 * @throws TypeError at once, naming the option, when an option is unknown, missing or unusable.
 */
export function refreshToken(options: RefreshTokenOptions): FetchToken {
  failInPage(kind.caller);
  const settings = checkEndpointOptions(options, kind);
  const { invalid, ask } = settings;
  if (typeof options.load !== 'function') throw invalid('load', 'must be a function that returns the refresh token');
  if (typeof options.save !== 'function') throw invalid('save', 'must be a function that saves the refresh token');
  const { load: onLoad, save: onSave } = options;
  const load = () => ask('load', onLoad, (returned) => readRefreshToken(invalid, returned));
  const save = (value: string | undefined) =>
    ask(
      'save',
      () => onSave(value),
      () => {},
    );
  const more = checkParameters(invalid, options.parameters, kind.ownParameters);
  /** What has come and could not be saved yet. */
  let unsaved: Grant | undefined;
  let underWay: Promise<AccessToken> | undefined;
  /** Counts sign-outs: nothing of the session before is saved any more. */
  let sessions = 0;
  const checkSession = (session: number) => {
    if (session !== sessions) throw new TokenRequestError('The token refresher was reset.', { code: 'reset' });
  };
  const presented = createPresentedTokens({
    request: (value) => requestToken(settings, { grantType, parameters: [...more, ['refresh_token', value] as const] }),
    load,
    save,
    isCurrent: (session) => session === sessions,
    checkSession,
  });

  const refresh = async (): Promise<AccessToken> => {
    const session = sessions;
    if (!unsaved) {
      const value = await load();
      checkSession(session);
      if (!value) throw signedOut();
      const grant = await presented.present(value, session);
      checkSession(session);
      if (!isRotated(grant, value)) return grant.takeToken();
      unsaved = grant;
    }
    const grant = unsaved;
    await save(grant.refreshToken);
    checkSession(session);
    unsaved = undefined;
    presented.forget();
    return grant.takeToken();
  };

  const fetchToken: FetchToken = async ({ signal }) => {
    signal.throwIfAborted();
    if (!underWay) {
      const started = refresh().finally(() => {
        if (underWay === started) underWay = undefined;
      });
      underWay = started;
    }
    return leaveOnAbort(underWay, signal);
  };
  return Object.assign(fetchToken, {
    isRepeatable: false,
    reset() {
      sessions++;
      unsaved = underWay = undefined;
    },
  });
}

/** What `load` returned, without the white space around it; `undefined` when that is nothing. @throws TypeError */
function readRefreshToken(invalid: InvalidOption, returned: unknown): string | undefined {
  if (returned === undefined || returned === null) return undefined;
  const text = readText(invalid, 'load', 'a refresh token', returned);
  if (isPrintable(text)) return text;
  throw invalid('load', 'returned a refresh token with a line break or another character that is not printable ASCII');
}

interface PresentedTokensParts {
  readonly load: () => Promise<string | undefined>;
  readonly save: (refreshToken: string | undefined) => Promise<void>;
  readonly request: (refreshToken: string) => Promise<Grant>;
  readonly isCurrent: (session: number) => boolean;
  /** @throws TokenRequestError when that session was left by `reset()`. */
  readonly checkSession: (session: number) => void;
}

/** Presents refresh tokens, each one once as long as its response is under way or is still to be saved. */
interface PresentedTokens {
  /** @throws TokenRequestError with the code `signed_out` when the session is over. */
  present(refreshToken: string, session: number): Promise<Grant>;
  /** The grant of the one that was presented last has been saved. */
  forget(): void;
}

function createPresentedTokens(parts: PresentedTokensParts): PresentedTokens {
  const { request, load, save, isCurrent, checkSession } = parts;
  /** What was presented last: its grant counts while the application's store still gives the same refresh token. */
  let last: { readonly value: string; readonly grant: Promise<Grant> } | undefined;

  const ask = async (value: string, session: number, isSecond: boolean): Promise<Grant> => {
    try {
      const grant = await request(value);
      // A failure that came with a new refresh token waits until that is saved.
      if (!isRotated(grant, value)) grant.takeToken();
      return grant;
    } catch (error) {
      if (!TokenRequestError.is(error) || error.code !== 'invalid_grant' || !isCurrent(session)) throw error;
      const now = await load();
      checkSession(session);
      if (now && now !== value) {
        if (isSecond) throw error;
        return present(now, session, true);
      }
      await save(undefined);
      throw signedOut(error);
    }
  };

  /** A refresh token that was presented before `reset()` is not presented a second time. */
  const present = async (value: string, session: number, isSecond = false): Promise<Grant> => {
    const presented = last?.value === value ? last : { value, grant: ask(value, session, isSecond) };
    last = presented;
    let isToSave = false;
    try {
      const grant = await presented.grant;
      isToSave = isRotated(grant, value);
      return grant;
    } finally {
      if (last === presented && !isToSave) last = undefined;
    }
  };

  return {
    present: (value, session) => present(value, session),
    forget() {
      last = undefined;
    },
  };
}

/** Whether the server has given another refresh token for this one. */
function isRotated({ refreshToken }: Grant, presented: string): boolean {
  return refreshToken !== undefined && refreshToken !== presented;
}

/** The error when nobody is signed in: no refresh token is there, or its session is over. */
function signedOut(cause?: TokenRequestError): TokenRequestError {
  const why = cause
    ? 'the authorization server does not accept the refresh token any more'
    : 'there is no refresh token';
  return new TokenRequestError(
    `Nobody is signed in: ${why}.${cause ? ` ${cause.message}` : ' Option "load" gave none.'}`,
    {
      code: 'signed_out',
      permanent: true,
      status: cause?.status,
      cause,
    },
  );
}

/** Frees the caller; the work goes on. */
function leaveOnAbort<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave);
    work.finally(() => signal.removeEventListener('abort', leave)).then(resolve, reject);
  });
}
