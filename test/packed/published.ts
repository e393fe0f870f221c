/** A package as it would be published. */
export interface PublishedPackage {
  /** `@token-refresher/core` */
  readonly name: string;
  readonly version: string;
  /** Absolute path of the packed `.tgz` file. */
  readonly tarball: string;
  /** Absolute path of the folder with what was in it. */
  readonly unpacked: string;
  /** What the package can be imported by: its name, and its name with each subpath of `exports`. */
  readonly specifiers: readonly string[];
}

/** Every package of this repository as it would be published, and a project that has installed them all. */
export interface Published {
  readonly packages: readonly PublishedPackage[];
  /** Absolute path of a project with the tarballs and their peer dependencies in `node_modules`. */
  readonly consumer: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Provided by `global-setup.ts`. */
    published: Published;
  }
}
