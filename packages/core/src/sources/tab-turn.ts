/** Longer than a broker takes to answer, and well within the refresher's own time limit (10 s). */
const minPatienceMs = 2_000;
/** By chance longer: not all tabs should lose patience at once, because the first one's token spares the others theirs. */
const jitterMs = 1_000;

/**
 * Waits until it is this tab's turn, by a Web Lock. A closed tab loses its lock by itself; from one that does not move (it
 * is frozen, or stands in a debugger) the turn is taken away, unless `isPatient`.
 *
 * @param done Ends the waiting; the promise then resolves too.
 * @returns What ends the turn. Never rejects: without usable locks it is this tab's turn at once.
 */
export function takeTurn(name: string, done: AbortSignal, isPatient: boolean): Promise<() => void> {
  return new Promise((resolve) => {
    const waiting = new AbortController();
    const stopWaiting = () => waiting.abort();
    const patience = isPatient ? undefined : setTimeout(stopWaiting, minPatienceMs + Math.random() * jitterMs);
    let isMine = false;
    const hold = () => {
      isMine = true;
      clearTimeout(patience);
      return new Promise<void>(resolve);
    };
    done.addEventListener('abort', stopWaiting);
    navigator.locks.request(name, { signal: waiting.signal }, hold).catch(async () => {
      clearTimeout(patience);
      if (!isMine && !done.aborted) await navigator.locks.request(name, { steal: true }, hold).catch(() => {});
      resolve(() => {});
    });
  });
}
