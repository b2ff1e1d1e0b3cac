import { askOther } from '../check/peer.ts';
import type { Config } from '../config/model.ts';
import { formatDuration } from '../config/duration.ts';
import { holdOf, isFrozen, type Run } from '../engine/run.ts';
import { withdrawFor } from '../engine/withdrawal.ts';
import { readYields, rememberYield } from '../engine/yields.ts';
import { readCarpSettings } from '../freebsd/sysctl.ts';
import { forgetWhole } from '../history/copies.ts';
import { bootedPath } from '../history/paths.ts';
import type { Refusal } from '../plan/codes.ts';
import { goalOf } from '../plan/goal.ts';
import { refuseActive } from '../plan/guards.ts';
import { sharesIn } from '../plan/share.ts';
import type { Machine } from '../system/ports.ts';
import { readResources } from '../world/hast.ts';
import { lookAt, readWorld } from '../world/read.ts';
import { followCopies, learnCopies } from './learn-copies.ts';
import { lookAgain } from './look-again.ts';
import type { Session } from './session.ts';

/**
 * The end of what rc.d/carphast_hold has begun: once the primary on the other node has connected, and
 * this node's copies are whole as far as can be known, the address may come back. With half a copy it
 * stays where it is until the rest is here.
 */
export async function endBootHold(session: Session, config: Config): Promise<void> {
  const { machine } = session;
  const held = await isHeld(machine, config);
  if (held) await awaitConnections(machine, config);
  forgetWhole(machine.files);
  if (config.peer?.ssh !== undefined) await machine.clock.sleep(hookMs);
  const unfinished = await learnCopies(machine, config);
  const refused = held ? await refusedGroups(machine, config) : [];
  const away = [...unfinishedGroups(config, unfinished.all), ...refused];
  keepAway(machine, away);
  await lookAgain(session, 'the boot is over', (run) => takeBack(run, away));
  const [first] = unfinished.growing;
  if (first === undefined) return;
  await followCopies(machine, config, first);
  await lookAgain(session, 'a copy is whole now');
}

async function isHeld({ exec }: Machine, config: Config): Promise<boolean> {
  const settings = await readCarpSettings(exec, lookAt(config).queryMs);
  return settings.known && sharesIn(settings.value.demotion) > 0;
}

/** A primary tries every 10 s; one that is idle may take 20 s more to notice its new secondary. */
const connectMs = 40_000;
const pauseMs = 1000;
/** Until the primary's hook has told it that a connection began with a resynchronisation. */
const hookMs = 2000;

async function awaitConnections(machine: Machine, config: Config): Promise<void> {
  const { clock, log } = machine;
  if (await servesNothing(machine, config)) return;
  const begun = clock.elapsed();
  for (;;) {
    const alone = await unconnected(machine, config);
    const waited = formatDuration(clock.elapsed() - begun);
    if (alone.length === 0)
      log.info(`the other node is connected to all it serves, after ${waited}`);
    if (alone.length === 0) return;
    if (clock.elapsed() - begun >= connectMs) {
      log.warn(`nobody has connected to ${alone.join(', ')} after ${waited}: going on without`);
      return;
    }
    await clock.sleep(pauseMs);
  }
}

/** Nobody would come to connect, and nobody is served meanwhile. */
async function servesNothing(machine: Machine, config: Config): Promise<boolean> {
  const asked = await askOther(machine, config);
  if (asked.kind === 'failed') return false;
  const { report } = asked.answer;
  const roles = report.card?.resources.map(({ role }) => role) ?? [];
  if (roles.length === 0 || roles.some((role) => role !== 'secondary' && role !== 'init'))
    return false;
  machine.log.info('the other node is primary of nothing: no connection is waited for');
  return true;
}

/** Resources that are secondary, and have no worker yet; or of which hastd does not tell. */
async function unconnected(machine: Machine, config: Config): Promise<readonly string[]> {
  const names = [...new Set(config.groups.flatMap(({ resources }) => resources))];
  const resources = await readResources(machine, names, lookAt(config));
  return names.filter((name) => {
    const reading = resources.get(name);
    if (reading?.known !== true) return true;
    return reading.value.role === 'secondary' && reading.value.status === undefined;
  });
}

/** A group that does not want the address yet, and why. */
interface Away {
  readonly group: string;
  readonly refusal: Refusal;
}

function unfinishedGroups(config: Config, unfinished: readonly string[]): readonly Away[] {
  return config.groups.flatMap(({ name, resources }) => {
    const lacking = resources.filter((one) => unfinished.includes(one));
    const text = `${lacking.join(', ')}: this copy is not whole yet`;
    return lacking.length === 0
      ? []
      : [{ group: name, refusal: { code: 'copy-unfinished', text } }];
  });
}

/** What would be refused here as soon as the address has been taken from a node that serves. */
async function refusedGroups(machine: Machine, config: Config): Promise<readonly Away[]> {
  const away = config.groups.map(async (group) => {
    const world = await readWorld(machine, { ...lookAt(config), groups: [group] });
    const refusal = refuseActive(group, world);
    const standby = goalOf(group, world.vhids, undefined).kind === 'standby';
    return standby && refusal !== undefined ? [{ group: group.name, refusal }] : [];
  });
  return (await Promise.all(away)).flat();
}

/** Before anything else may take the share back. */
function keepAway({ files, clock, log }: Machine, away: readonly Away[]): void {
  for (const { group, refusal } of away) {
    if (readYields(files).has(group)) continue;
    log.warn(`the address is not wanted yet: ${refusal.text}`, { group, code: refusal.code });
    rememberYield(files, group, { ...refusal, since: clock.now() });
  }
  files.replaceText(bootedPath, 'the boot is over\n');
}

/** Of groups that have a reason of their own, or are held, nothing is taken back. */
async function takeBack(run: Run, away: readonly Away[]): Promise<void> {
  const { files } = run.machine;
  // On a full disk our share is all that is left of a reason.
  if (away.some(({ group }) => !readYields(files).has(group))) return;
  const free = run.config.groups.filter(
    (group) =>
      !isFrozen(run, group) &&
      holdOf(run, group) === undefined &&
      !readYields(files).has(group.name),
  );
  // One share for all of them: once it is gone there is nothing to tell of the others.
  for (const { name } of free)
    if (await isHeld(run.machine, run.config)) await withdrawFor(run, name);
}
