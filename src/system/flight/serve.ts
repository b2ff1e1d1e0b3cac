/** The run's side: take the hints of later callers and answer them. */
import { createServer, type Server, type Socket } from 'node:net';
import { isEnding } from '../exec/children.ts';
import type { Clock, Hint, HintReply } from '../ports.ts';
import { lineLimit, readHint, replyLine } from './hint.ts';

export interface Desk {
  readonly server: Server;
  /** Hints that came before are handed over at once, in their order. */
  onHint(handler: (hint: Hint) => HintReply): void;
  /** From now on callers are turned away; resolves when those taken before have their answer. */
  finish(limitMs: number): Promise<void>;
  /** Frees the sockets. */
  close(): void;
}

interface Caller {
  readonly socket: Socket;
  readonly hint: Hint;
}

export function createDesk(clock: Clock): Desk {
  const waiting: Caller[] = [];
  const open = new Set<Socket>();
  let handler: ((hint: Hint) => HintReply) | undefined;
  let finishing = false;

  const serve = (caller: Caller): void => {
    // Unanswered, the caller becomes the next run when this process is gone.
    if (isEnding()) return;
    if (handler === undefined) waiting.push(caller);
    else caller.socket.end(replyLine({ reply: handler(caller.hint), pid: process.pid }));
  };
  const server = createServer((socket) => {
    if (finishing) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    receive(socket, serve);
  });
  return {
    server,
    onHint: (given) => {
      handler = given;
      for (const caller of waiting.splice(0)) serve(caller);
    },
    finish: async (limitMs) => {
      finishing = true;
      for (const caller of waiting.splice(0)) caller.socket.destroy();
      const end = clock.elapsed() + limitMs;
      while (open.size > 0 && clock.elapsed() < end) await clock.sleep(5);
      for (const socket of open) socket.destroy();
    },
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

/** One line, then nothing more; what is no hint gets no answer. */
function receive(socket: Socket, serve: (caller: Caller) => void): void {
  let text = '';
  socket.setEncoding('utf8');
  socket.setTimeout(2000, () => socket.destroy());
  socket.on('error', () => undefined);
  socket.on('data', (chunk: string) => {
    text += chunk;
    const end = text.indexOf('\n');
    if (end < 0 && text.length <= lineLimit) return;
    socket.removeAllListeners('data').resume().setTimeout(0);
    const hint = end < 0 ? undefined : readHint(text.slice(0, end));
    if (hint === undefined) socket.destroy();
    else serve({ socket, hint });
  });
}
