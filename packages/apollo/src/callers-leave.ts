import { abortReason } from '@token-refresher/core';

/**
 * How the caller of an operation frees itself while a token is awaited: by a signal of its own, or by unsubscribing.
 * Nothing is made until somebody asks for the signal, since most operations never wait, and nothing but what React Native
 * has, too.
 */
export class CallersLeave implements EventListenerObject {
  private readonly own: AbortSignal | undefined;
  private controller: AbortController | undefined;

  constructor(own: AbortSignal | undefined) {
    this.own = own;
  }

  /** Aborted when the caller leaves, in either way. */
  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.own?.aborted) this.handleEvent();
      else this.own?.addEventListener('abort', this);
    }
    return this.controller.signal;
  }

  /** Whether it left by its own signal. */
  get isAborted(): boolean {
    return this.own?.aborted === true;
  }

  /** @throws what the caller aborted with. */
  throwIfAborted(): void {
    if (this.own?.aborted) throw abortReason(this.own);
  }

  /** The operation is over. Nothing stays on the caller's signal, which may live as long as the application. */
  end(): void {
    this.own?.removeEventListener('abort', this);
    this.controller?.abort();
  }

  handleEvent(): void {
    this.controller?.abort(this.own && abortReason(this.own));
  }
}
