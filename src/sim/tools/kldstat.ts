import type { Call } from '../command.ts';

/** Built into the kernel of the recordings. */
const builtIn = ['g_gate', 'carp'];

/** Address, size and references of what was loaded on hast1 and hast2: the order differs. */
const loaded = [
  [
    [' 1', '0xffffffff81000000', '39fe30', 'zfs'],
    [' 1', '0xffffffff80f10000', '2a5a0', 'linux64'],
    [' 3', '0xffffffff80f3b000', '9340', 'linux_common'],
    [' 1', '0xffffffff80f45000', '63b0', 'linprocfs'],
  ],
  [
    [' 1', '0xffffffff81000000', '39fe30', 'zfs'],
    [' 1', '0xffffffff80f10000', '63b0', 'linprocfs'],
    [' 3', '0xffffffff80f17000', '9340', 'linux_common'],
    [' 1', '0xffffffff80f21000', '2a5a0', 'linux64'],
  ],
] as const;
const last = [
  [' 1', '0xffffffff80f4c000', '3284', 'linsysfs'],
  [' 1', '0xffffffff80f50000', '3530', 'fdescfs'],
] as const;

/** `kldstat`, and `kldstat -q -m NAME`. */
export function kldstat(call: Call): number {
  const rows = [...loaded[call.node.index], ...last];
  if (call.args.length === 0) return table(call, rows);
  const name = call.args[call.args.indexOf('-m') + 1] ?? '';
  if ([...builtIn, ...rows.map(([, , , module]) => module)].includes(name)) return 0;
  if (!call.args.includes('-q'))
    call.err(`kldstat: can't find module ${name}: No such file or directory`);
  return 1;
}

type Row = readonly [references: string, address: string, size: string, module: string];

function table(call: Call, rows: readonly Row[]): number {
  call.out('Id Refs Address                Size Name');
  call.out(' 1   30 0xffffffff80200000   b4f560 kernel');
  for (const [at, [references, address, size, module]] of rows.entries())
    call.out(` ${at + 2}   ${references} ${address} ${size.padStart(8)} ${module}.ko`);
  return 0;
}
