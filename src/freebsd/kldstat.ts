import type { Exec } from '../system/ports.ts';
import { call, refusal } from './call.ts';
import { known, type Reading } from './reading.ts';
import { tools } from './tools.ts';

/** Whether a kernel module is there, loaded or built in: `kldstat -q -m NAME` exits 0 or 1. */
export async function readModule(
  exec: Exec,
  name: string,
  limitMs: number,
): Promise<Reading<boolean>> {
  const args = ['-q', '-m', name];
  const answer = await call(exec, { tool: tools.kldstat, args, limitMs });
  if (!answer.known) return answer;
  const { status } = answer.value;
  return status === 0 || status === 1
    ? known(status === 0)
    : refusal(`kldstat -q -m ${name}`, answer.value);
}
