import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process in which programs are played one after the other: to begin one for each takes longer than most of them. */
export interface Player {
  /** Resolves to what the script sends about one program. One at a time. */
  play(program: object): Promise<unknown>;
  /** Lets the process end; resolves to its exit code and signal. What was played and keeps it alive is killed after a while. */
  end(): Promise<unknown[]>;
  kill(): void;
}

/** For a busy machine; less than what a hook may take. */
const patience = 120_000;

/** @param script It answers each message with one message. */
export function startPlayer(script: string): Player {
  const child = fork(script, { execArgv: [] });
  const ended = once(child, 'exit');
  return {
    play(program) {
      const crashed = ended.then((how) => Promise.reject(new Error(`The process of the programs has ended: ${how}`)));
      const said = once(child, 'message').then(([message]): unknown => message);
      child.send(program);
      return Promise.race([said, crashed]);
    },
    end() {
      if (child.connected) child.disconnect();
      const kept = setTimeout(() => child.kill('SIGKILL'), patience);
      return ended.finally(() => clearTimeout(kept));
    },
    kill: () => void child.kill(),
  };
}
