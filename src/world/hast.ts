import { readHastList } from '../freebsd/hastctl.ts';
import { unknown, type Reading } from '../freebsd/reading.ts';
import type { HastList, HastResource } from '../freebsd/types.ts';
import type { Machine } from '../system/ports.ts';

interface Patience {
  readonly hastMs: number;
}

/** hastd could not ask a worker that was just ending: it is gone within a second (facts: exit 70). */
const askAgain = { times: 3, pauseMs: 1000 };

/** The named resources as hastd sees them: one question for all, one by one when that fails. */
export async function readResources(
  machine: Machine,
  names: readonly string[],
  patience: Patience,
): Promise<ReadonlyMap<string, Reading<HastResource>>> {
  if (names.length === 0) return new Map();
  const list = await readHastList(machine.exec, patience.hastMs);
  if (!list.known && list.problem.code === 'ask-again') return oneByOne(machine, names, patience);
  return new Map(names.map((name) => [name, pick(list, name)]));
}

/** All that hastd has, whatever the configuration says. */
export async function readAllResources(
  machine: Machine,
  patience: Patience,
): Promise<Reading<HastList>> {
  for (let attempt = 1; ; attempt += 1) {
    const list = await readHastList(machine.exec, patience.hastMs);
    if (list.known || list.problem.code !== 'ask-again' || attempt === askAgain.times) return list;
    await machine.clock.sleep(askAgain.pauseMs);
  }
}

/** One resource: out of the list of all, which many may ask for together; else on its own. */
export async function readResource(
  machine: Machine,
  name: string,
  patience: Patience,
): Promise<Reading<HastResource>> {
  const all = await readHastList(machine.exec, patience.hastMs);
  if (all.known || all.problem.code !== 'ask-again') return pick(all, name);
  for (let attempt = 1; ; attempt += 1) {
    const list = await readHastList(machine.exec, patience.hastMs, name);
    if (list.known || list.problem.code !== 'ask-again' || attempt === askAgain.times)
      return pick(list, name);
    await machine.clock.sleep(askAgain.pauseMs);
  }
}

async function oneByOne(
  machine: Machine,
  names: readonly string[],
  patience: Patience,
): Promise<ReadonlyMap<string, Reading<HastResource>>> {
  const entries = await Promise.all(
    names.map(async (name) => [name, await readResource(machine, name, patience)] as const),
  );
  return new Map(entries);
}

function pick(list: Reading<HastList>, name: string): Reading<HastResource> {
  if (!list.known) return list;
  const found = list.value.resources.find((resource) => resource.name === name);
  if (found !== undefined) return { known: true, value: found };
  const error = list.value.errors.find((entry) => entry.name === name);
  const detail = error === undefined ? 'does not list it' : `answers error ${error.error}`;
  return unknown('tool-failed', `hastd has no resource "${name}" (hastctl list ${detail})`);
}
