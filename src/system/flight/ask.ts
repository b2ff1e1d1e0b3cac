/** A later caller's side: leave the hint with the run that is at work. */
import { connect } from 'node:net';
import type { Clock, Hint } from '../ports.ts';
import { errnoName, errnoText } from '../errno.ts';
import { hintLine, lineLimit, readReply, type Reply } from './hint.ts';

export type Answer =
  | ({ readonly kind: 'reply' } & Reply)
  /** Nobody listens: its process is dead, or (on FreeBSD) its queue is full for the moment. */
  | { readonly kind: 'refused' }
  /** Leaving, gone, or busy: look again. */
  | { readonly kind: 'leaving' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'failed'; readonly message: string };

export interface Question {
  readonly path: string;
  readonly hint: Hint;
  readonly limitMs: number;
  readonly clock: Clock;
}

/** A refusal is believed after three, 50 ms apart: a full queue refuses as a dead process does. */
export async function askPatiently(question: Question): Promise<Answer> {
  for (let again = 2; again > 0; again -= 1) {
    const answer = await ask(question);
    if (answer.kind !== 'refused') return answer;
    await question.clock.sleep(50);
  }
  return await ask(question);
}

async function ask({ path, hint, limitMs, clock }: Question): Promise<Answer> {
  const over = new AbortController();
  const socket = connect({ path });
  const answer = new Promise<Answer>((resolve) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(hintLine(hint)));
    socket.on('data', (chunk: string) => {
      text += chunk;
      const reply = text.includes('\n') ? readReply(text) : undefined;
      if (reply !== undefined) resolve({ kind: 'reply', ...reply });
      else if (text.includes('\n') || text.length > lineLimit) resolve({ kind: 'leaving' });
    });
    socket.on('error', (error) => {
      resolve(failure(error));
    });
    socket.on('close', () => {
      resolve({ kind: 'leaving' });
    });
  });
  const silence = clock.sleep(limitMs, over.signal).then((): Answer => ({ kind: 'silent' }));
  const first = await Promise.race([answer, silence]);
  over.abort();
  socket.destroy();
  return first;
}

function failure(error: Error): Answer {
  switch (errnoName(error)) {
    case 'ECONNREFUSED':
    case 'ENOTSOCK':
      return { kind: 'refused' };
    case 'ENOENT': // renamed or removed since it was listed
    case 'EAGAIN': // full queue, as Linux says it
    case 'ECONNRESET':
    case 'EPIPE':
      return { kind: 'leaving' };
    default:
      return { kind: 'failed', message: errnoText(error) };
  }
}
