/** A question to whoever sits at the terminal. */
import { createInterface } from 'node:readline/promises';

const patienceMs = 10 * 60_000;

/**
 * What was typed; undefined where nobody can be asked (no terminal), and after ten minutes without
 * an answer or at its end (control-D).
 */
export async function askOnTerminal(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  const dialogue = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await dialogue.question(question, { signal: AbortSignal.timeout(patienceMs) });
  } catch {
    return undefined;
  } finally {
    dialogue.close();
  }
}
