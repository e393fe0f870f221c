/** Sentences of the README. A schedule that breaks one fails with it. */
export const promises = {
  oneRequest: 'There are never two token requests at once; one that was given up, and told so, does not count.',
  oneEnd: 'Each refresh has one start and one end.',
  signal: 'A source is never asked with an aborted signal, nor after `close()`.',
  pause: 'After a failure, no token request is made before its `retryAt`.',
  rejected: 'A rejected token is not handed out again, unless the source gives it out again.',
  expired: 'A token that has expired, by the wall clock or the monotonic one, is not handed out.',
  identity: 'After `reset()`, nothing from before it is handed out.',
  budget: 'Refreshes that may be useless are at most five at once, then one in 15 seconds.',
  sends: 'An operation is sent twice at most.',
  retry: 'An operation is sent again only when another token may come, or when its own was made a moment ago.',
  settled: 'Whoever waits gets a token or an error within the time limit.',
  timers: 'A refresh that has ended leaves no timer; only callers that wait keep the process alive.',
} as const;
