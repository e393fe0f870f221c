// The public API, without its documentation. Written by `npx -y pnpm@10 api`.

declare module '@token-refresher/shared' {
  import { Clock, FetchToken } from '@token-refresher/core';
  export {
    type EncryptionKey,
    type SharedTokenEvent,
    type SharedTokenEventListener,
    type SharedTokenOptions,
    type TokenStore,
    sharedToken,
  };
  type EncryptionKey = Uint8Array | string;
  type SharedTokenEvent =
    | {
        readonly type: 'not-shared';
        readonly at: number;
        readonly operation: 'read' | 'lease' | 'save';
        readonly code: string;
      }
    | {
        readonly type: 'shared-again';
        readonly at: number;
      }
    | {
        readonly type: 'unreadable';
        readonly at: number;
      };
  type SharedTokenEventListener = (event: SharedTokenEvent) => void;
  interface SharedTokenOptions {
    readonly name?: string | undefined;
    readonly encryptionKey?: EncryptionKey | readonly EncryptionKey[] | undefined;
    readonly onEvent?: SharedTokenEventListener | undefined;
    readonly clock?: Clock | undefined;
  }
  interface TokenStore {
    read(key: string): Promise<string | undefined>;
    replace(key: string, expected: string | undefined, text: string, keepMs: number): Promise<boolean>;
    acquire(key: string, owner: string, leaseMs: number): Promise<boolean>;
    extend(key: string, owner: string, leaseMs: number): Promise<boolean>;
    release(key: string, owner: string): Promise<void>;
  }
  function sharedToken(store: TokenStore, fetchToken: FetchToken, options?: SharedTokenOptions): FetchToken;
}

declare module '@token-refresher/shared/file' {
  import { Clock, FetchToken } from '@token-refresher/core';
  export { FileTokenOptions, fileToken };
  type EncryptionKey = Uint8Array | string;
  type FileTokenOptions = Omit<SharedTokenOptions, 'clock'>;
  type SharedTokenEvent =
    | {
        readonly type: 'not-shared';
        readonly at: number;
        readonly operation: 'read' | 'lease' | 'save';
        readonly code: string;
      }
    | {
        readonly type: 'shared-again';
        readonly at: number;
      }
    | {
        readonly type: 'unreadable';
        readonly at: number;
      };
  type SharedTokenEventListener = (event: SharedTokenEvent) => void;
  interface SharedTokenOptions {
    readonly name?: string | undefined;
    readonly encryptionKey?: EncryptionKey | readonly EncryptionKey[] | undefined;
    readonly onEvent?: SharedTokenEventListener | undefined;
    readonly clock?: Clock | undefined;
  }
  function fileToken(path: string | URL | undefined, fetchToken: FetchToken, options?: FileTokenOptions): FetchToken;
}

declare module '@token-refresher/shared/redis' {
  import { Clock, FetchToken } from '@token-refresher/core';
  export { type IoRedisClient, type NodeRedisClient, type RedisClient, RedisTokenOptions, redisToken };
  type EncryptionKey = Uint8Array | string;
  interface IoRedisClient {
    get(key: string): Promise<unknown>;
    set(key: string, value: string, unit: 'PX', ms: number): Promise<unknown>;
    set(key: string, value: string, unit: 'PX', ms: number, condition: 'NX'): Promise<unknown>;
    del(key: string): Promise<unknown>;
    pttl(key: string): Promise<unknown>;
    pexpire(key: string, ms: number): Promise<unknown>;
    eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
  }
  interface NodeRedisClient {
    get(key: string): Promise<unknown>;
    set(
      key: string,
      value: string,
      options: {
        PX: number;
        NX?: true;
      },
    ): Promise<unknown>;
    del(key: string): Promise<unknown>;
    pTTL(key: string): Promise<unknown>;
    pExpire(key: string, ms: number): Promise<unknown>;
    eval(
      script: string,
      options: {
        keys: string[];
        arguments: string[];
      },
    ): Promise<unknown>;
  }
  type RedisClient = NodeRedisClient | IoRedisClient;
  interface RedisTokenOptions extends SharedTokenOptions {
    readonly prefix?: string | undefined;
  }
  type SharedTokenEvent =
    | {
        readonly type: 'not-shared';
        readonly at: number;
        readonly operation: 'read' | 'lease' | 'save';
        readonly code: string;
      }
    | {
        readonly type: 'shared-again';
        readonly at: number;
      }
    | {
        readonly type: 'unreadable';
        readonly at: number;
      };
  type SharedTokenEventListener = (event: SharedTokenEvent) => void;
  interface SharedTokenOptions {
    readonly name?: string | undefined;
    readonly encryptionKey?: EncryptionKey | readonly EncryptionKey[] | undefined;
    readonly onEvent?: SharedTokenEventListener | undefined;
    readonly clock?: Clock | undefined;
  }
  function redisToken(redis: RedisClient, fetchToken: FetchToken, options?: RedisTokenOptions): FetchToken;
}
