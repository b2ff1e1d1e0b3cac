import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Chromium without a window, driven by its DevTools protocol through two pipes. */
export interface Browser {
  /** One call of the protocol in the page; its result, whatever it is. */
  readonly call: (method: string, params?: object) => Promise<Readonly<Record<string, unknown>>>;
  /** What the page's script says of an expression. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Events of the page so far. */
  readonly events: readonly { readonly method: string; readonly params: object }[];
  readonly until: (method: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The program, or undefined where there is none. */
export function findChromium(): string | undefined {
  return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

export async function openBrowser(program: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'ch-browser-'));
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe'];
  const quiet = ['--no-first-run', '--disable-extensions', '--disable-background-networking'];
  const child = spawn(program, [...options, ...quiet, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const wire = wireOf(child);
  const { targetId } = await wire.send('Target.createTarget', { url: 'about:blank' });
  const attached = await wire.send('Target.attachToTarget', { targetId, flatten: true });
  const session = String(attached['sessionId']);
  const call: Browser['call'] = (method, params = {}) => wire.send(method, params, session);
  return {
    call,
    evaluate: async (expression) => {
      const { result } = await call('Runtime.evaluate', { expression, returnByValue: true });
      return (result as { value?: unknown }).value;
    },
    events: wire.events,
    until: (method) => wire.until(method),
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      void wire.send('Browser.close', {});
      await ended;
      clearTimeout(late);
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: object;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

function wireOf(child: ChildProcess) {
  const to = child.stdio[3] as Writable;
  const from = child.stdio[4] as Readable;
  const waiting = new Map<number, (message: Message) => void>();
  const events: { method: string; params: object }[] = [];
  const listeners = new Set<() => void>();
  let rest = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const one of messages) {
      const message = JSON.parse(one) as Message;
      if (message.id !== undefined) waiting.get(message.id)?.(message);
      else events.push({ method: message.method ?? '', params: message.params ?? {} });
      for (const listener of listeners) listener();
    }
  });
  let last = 0;
  const send = async (method: string, params: object, sessionId?: string) => {
    const id = (last += 1);
    const answer = new Promise<Message>((resolve) => waiting.set(id, resolve));
    to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  };
  const until = (method: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!events.some((event) => event.method === method)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
    });
  return { send, until, events };
}
