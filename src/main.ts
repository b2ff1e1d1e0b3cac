import { readWords } from './commands/words.ts';
import { verbs } from './commands/verbs.ts';
import { readVhids } from './freebsd/ifconfig.ts';
import type { Reading } from './freebsd/reading.ts';
import type { Vhid } from './freebsd/types.ts';
import { createExec } from './system/exec.ts';
import { killChildren } from './system/exec/children.ts';
import { outliveReaders, writeOut } from './system/output.ts';
import { operands, rootOf } from './commands/operands.ts';

/**
 * The start of the process, and the only place that ends it. What an event needs first is asked for
 * at once; the rest of the program loads while ifconfig runs.
 */
const leastNode = 20;
const argv = process.argv.slice(2);

void run().then((status) => {
  killChildren();
  process.exit(status);
});

async function run(): Promise<number> {
  if (Number(process.versions.node.split('.')[0]) < leastNode) {
    writeOut('stderr', `carphast: found Node.js ${process.versions.node}, expected 20 or newer\n`);
    return 70;
  }
  const vhids = firstLook();
  outliveReaders();
  try {
    const { runCommandLine } = await import('./cli.ts');
    return await runCommandLine(argv, vhids);
  } catch (error) {
    return internalError(error);
  }
}

/** Only for an event whose words are right: nothing is looked at before they are. */
function firstLook(): Promise<Reading<readonly Vhid[]>> | undefined {
  if (readWords(operands(argv), verbs).kind !== 'event') return undefined;
  const exec = createExec({
    root: rootOf(argv),
    environment: process.env,
    scratch: '/var/run/carphast',
  });
  return readVhids(exec, 10_000);
}

function internalError(error: unknown): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeOut(
    'stderr',
    `carphast: internal error, which is our fault. Please report it with this text and the output of "carphast status --json":\n${text}\n`,
  );
  return 70;
}
