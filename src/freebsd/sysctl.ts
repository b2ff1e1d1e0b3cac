import type { Exec } from '../system/ports.ts';
import { callForOutput } from './call.ts';
import { known, type Reading } from './reading.ts';
import { remember } from './remember.ts';
import { eachLine, unreadable } from './text.ts';
import { tools } from './tools.ts';
import type { CarpSettings } from './types.ts';

/** CARP's settings of this host. Without carp(4) in the kernel: `tool-failed` (unknown oid). */
export async function readCarpSettings(
  exec: Exec,
  limitMs: number,
): Promise<Reading<CarpSettings>> {
  const args = ['net.inet.carp'];
  const output = await callForOutput(exec, { tool: tools.sysctl, args, limitMs });
  return output.known ? parseCarpSettings(output.value) : output;
}

/** Adds to the host's demotion counter; a negative amount takes back. The kernel adds, not sets. */
export async function addDemotion(
  exec: Exec,
  amount: number,
  limitMs: number,
): Promise<Reading<void>> {
  const args = [`net.inet.carp.demotion=${amount}`];
  const output = await callForOutput(exec, { tool: tools.sysctl, args, limitMs });
  return output.known ? known(undefined) : output;
}

/** `sysctl net.inet.carp`, one `name: value` per line. */
export const parseCarpSettings = remember(readSettings);

function readSettings(text: string): Reading<CarpSettings> {
  const pairs = eachLine('sysctl', text, readPair);
  if (!pairs.known) return pairs;
  const demotion = numberOf(pairs.value, 'demotion');
  const preempt = numberOf(pairs.value, 'preempt');
  if (demotion === undefined || preempt === undefined) {
    return unreadable('sysctl: demotion and preempt are not both there, once and as numbers');
  }
  return known({ demotion, preempt: preempt !== 0 });
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

function readPair(line: string): Pair | undefined {
  const [, name, value] = /^net\.inet\.carp\.([\w.]+): (.*)$/.exec(line) ?? [];
  return name === undefined || value === undefined ? undefined : { name, value };
}

function numberOf(pairs: readonly Pair[], name: string): number | undefined {
  const values = new Set(pairs.filter((pair) => pair.name === name).map((pair) => pair.value));
  const [value] = values;
  if (values.size !== 1 || value === undefined || !/^-?\d{1,10}$/.test(value)) return undefined;
  return Number(value);
}
