/** A real browser with an empty profile, as far as tests need it that run in several. Its pages are tabs of one window. */
export interface TestBrowser {
  newPage(): Promise<TestPage>;
  closePages(): Promise<void>;
  clearCookies(): Promise<void>;
  close(): Promise<void>;
}

export interface TestPage {
  /** Resolves when the page has loaded. */
  goto(url: string): Promise<void>;
  /** Runs a function in the page, which gets its arguments, and gives its result back, as JSON. */
  evaluate<Args extends readonly unknown[], Result>(
    script: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Runs a function before anything else in every document that the page loads from now on. */
  addInitScript<Args extends readonly unknown[]>(script: (...args: Args) => void, ...args: Args): Promise<void>;
  /**
   * Stops everything in the page, and in no other one: its code, its timers, and what reaches it from outside. Resolves when
   * it stands still, with what lets it go on.
   */
  standStill(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** How a browser is found and started. */
export interface BrowserDriver {
  /** As in `in real NAME`. */
  readonly name: string;
  /** Why it cannot be started here; `undefined` when it can. In CI a missing browser is an error. */
  missing(): string | undefined;
  start(): Promise<TestBrowser>;
}
