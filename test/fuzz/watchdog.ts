import { Worker } from 'node:worker_threads';

/** Ends the process when a case never comes back, which nothing within its thread could do. */
export interface Watchdog {
  /** A case begins; `replay` is the command that plays it again. */
  note(replay: string): void;
  stop(): Promise<void>;
}

const limitSeconds = 20;
const longestNote = 500;

export function createWatchdog(): Watchdog {
  const count = new Int32Array(new SharedArrayBuffer(4));
  const text = new Uint8Array(new SharedArrayBuffer(longestNote));
  const worker = new Worker(watch, {
    eval: true,
    workerData: { count, text, limitSeconds, pid: process.pid },
  });
  worker.unref();
  const encoder = new TextEncoder();
  return {
    note: (replay) => {
      text.fill(0);
      encoder.encodeInto(replay, text);
      Atomics.add(count, 0, 1);
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}

const watch = `
const { workerData: { count, text, limitSeconds, pid } } = require('node:worker_threads');
let [last, since] = [0, Date.now()];
setInterval(() => {
  const now = Atomics.load(count, 0);
  if (now !== last) [last, since] = [now, Date.now()];
  else if (now > 0 && Date.now() - since > limitSeconds * 1000) {
    const replay = Buffer.from(text).toString().replace(/\\0+$/, '');
    require('node:fs').writeSync(2, 'a case does not come back. To play it again: ' + replay + '\\n');
    process.kill(pid, 'SIGKILL');
  }
}, 1000);
`;
