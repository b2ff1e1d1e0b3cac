import { askForStatus, hurried } from '../status/ask.ts';
import { lookAtNode } from '../status/look.ts';
import { nodeStatusOf } from '../status/node-status.ts';
import { reportOf } from '../status/report-of.ts';
import { forOneLook } from '../status/same-answers.ts';
import { linesOf, pictureOf } from '../status/text/picture.ts';
import { exit } from './exit.ts';
import { readConfig, type Session } from './session.ts';
import { printJson } from '../text/terminal.ts';
import { sayUnconfigured } from './unconfigured.ts';
import { usageError } from './usage.ts';

export interface StatusWish {
  readonly json: boolean;
  /** The other node is not to be asked. */
  readonly local: boolean;
  readonly watch: boolean;
  /** Between the looks of --watch. */
  readonly intervalMs?: number;
}

/**
 * `carphast status`: what this node is, and what the other one says of itself. Needs no root, and says
 * what it could not see. No question to a tool takes longer than 5 s, and the peer has 4.
 */
export async function status(session: Session, wish: StatusWish): Promise<number> {
  if (wish.watch && wish.json)
    return usageError(session, 'found --watch and --json, expected one of them');
  if (!wish.watch && wish.intervalMs !== undefined)
    return usageError(session, 'found --interval, expected it with --watch');
  if (!wish.watch) return statusOnce(session, wish);
  const { watchStatus } = await import('./status-watch.ts');
  return watchStatus(session, wish);
}

async function statusOnce(given: Session, { json, local }: StatusWish): Promise<number> {
  const machine = forOneLook(given.machine);
  const session = { ...given, machine };
  const { terminal, privileged } = session;
  const loaded = await readConfig(session);
  if (loaded.kind !== 'valid') return sayUnconfigured(terminal, loaded);
  const { config } = loaded;
  const [look, peer] = await Promise.all([
    lookAtNode(machine, config, privileged),
    askForStatus(given.machine, { config, local, patience: hurried }),
  ]);
  const report = reportOf(nodeStatusOf(config, look), peer);
  if (json) printJson(terminal, report);
  else for (const line of linesOf(pictureOf(terminal, report))) terminal.print(line);
  return exit.done;
}
