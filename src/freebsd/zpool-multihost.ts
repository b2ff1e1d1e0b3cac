import type { Exec } from '../system/ports.ts';
import { callForOutput } from './call.ts';
import { known, type Reading } from './reading.ts';
import { odd } from './text.ts';
import { tools } from './tools.ts';

/** Whether `multihost` is on for an imported pool (zpoolprops(7)). */
export async function readMultihost(
  exec: Exec,
  pool: string,
  limitMs: number,
): Promise<Reading<boolean>> {
  const args = ['get', '-H', '-o', 'value', 'multihost', pool];
  const output = await callForOutput(exec, { tool: tools.zpool, args, limitMs });
  return output.known ? parseOnOff(output.value) : output;
}

export function parseOnOff(text: string): Reading<boolean> {
  const word = text.trim();
  return word === 'on' || word === 'off' ? known(word === 'on') : odd('zpool get', text);
}
