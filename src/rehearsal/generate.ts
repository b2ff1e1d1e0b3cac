import { createRandom, type NodeName, type Random } from '../sim/index.ts';
import type { Config } from '../config/model.ts';
import { configOf } from './configured.ts';
import type { Drama, Happening, Setup } from './drama.ts';
import { catalogue } from './faults/catalogue.ts';
import { drawMs, pick, type Fault } from './faults/fault.ts';
import { pairOf, type Traits } from './pairs.ts';

/** The drama of a seed: a pair, and one to five things that happen to it. */
export async function generate(seed: number, setup?: Setup): Promise<Drama> {
  const random = createRandom(seed * 2_654_435_761);
  const drawn = setup ?? pairOf(drawTraits(random));
  const own = { ...drawn, cron: random.between(0, 1) < 0.5 };
  const situation = own.options.situation ?? 'hast1-serves';
  const config = await configOf(own);
  const first = drawHappening(random, config, movers);
  const count = Math.floor(random.between(0, 2.2) * random.between(0, 2.2));
  const others = Array.from({ length: count }, () => drawHappening(random, config, all));
  return { seed, setup: own, happenings: [...beginning(situation), first, ...others] };
}

/** What makes a group move, most of the time. */
const moverNames = [
  'power-cut',
  'panic',
  'clean-stop',
  'both-power-cut',
  'cable-out',
  'both-cables-out',
  'flap',
  'partition',
  'release',
  'address-taken',
];

/** Machines that are off at the beginning are switched on. */
function beginning(situation: string): readonly Happening[] {
  const boot = (node: NodeName): Happening => ({
    at: { ms: 0 },
    fault: 'boot',
    node,
    with: {},
  });
  if (situation === 'both-down') return [boot('hast1'), boot('hast2')];
  return situation === 'hast1-serves-alone' ? [boot('hast2')] : [];
}

function drawTraits(random: Random): Traits {
  const shape = pick(random, ['one vhid', 'one vhid', 'one vhid', 'two vhids', 'two groups']);
  const usual = random.between(0, 1) < 0.8;
  return {
    shape,
    storage: pick(random, ['ufs', 'ufs', 'pool', 'ufs and pool']),
    services: pick(random, ['none', 'database', 'nfs', 'both']),
    preempt: random.between(0, 1) < 0.5,
    situation: usual ? 'hast1-serves' : pick(random, ['both-down', 'hast1-serves-alone']),
    replication: pick(random, ['memsync', 'memsync', 'fullsync', 'async']),
    timeout: pick(random, [5, 10, 20]),
    journal: pick(random, ['none', 'su', 'suj']),
    policies: pick(random, ['', '', '', 'onInit = "init"', 'busy = "wait"', 'hastd = "start"']),
    channel: random.between(0, 1) < 0.35,
  };
}

interface Lot {
  readonly faults: readonly Fault[];
  readonly total: number;
}

function lotOf(faults: readonly Fault[]): Lot {
  return { faults, total: faults.reduce((sum, { weight }) => sum + weight, 0) };
}

const all = lotOf(catalogue);
const movers = lotOf(catalogue.filter(({ name }) => moverNames.includes(name)));

function drawHappening(random: Random, config: Config, lot: Lot): Happening {
  const fault = drawFault(random, lot);
  const node = pick(random, lot === movers ? placesOf(fault.name) : ['hast1', 'hast1', 'hast2']);
  const lasting = drawMs(random, 500, 40_000);
  return {
    at: lot === movers ? { ms: drawMs(random, 0, 15_000) } : drawMoment(random),
    fault: fault.name,
    node,
    with: fault.draw?.(random, config) ?? {},
    ...(random.between(0, 1) < 0.7 ? { forMs: lasting } : {}),
  };
}

/** Where it moves something, most of the time: hast1 serves. */
function placesOf(mover: string): readonly [NodeName, ...NodeName[]] {
  return mover === 'address-taken'
    ? ['hast2', 'hast2', 'hast2', 'hast1']
    : ['hast1', 'hast1', 'hast1', 'hast2'];
}

/** Most at a time of their own; some just as a command of either node starts or ends: the narrow gaps. */
function drawMoment(random: Random): Happening['at'] {
  if (random.between(0, 1) < 0.65) return { ms: drawMs(random, 0, 30_000) };
  const node = pick(random, ['hast1', 'hast2']);
  const command = pick(random, commands);
  const nth = command === '.' ? Math.floor(random.between(1, 40)) : pick(random, [1, 1, 1, 2]);
  return { node, command, phase: pick(random, ['start', 'end']), nth };
}

/** What a transition does to a UFS or a pool, whichever the pair has. */
const commands = [
  '.',
  '/hastctl role',
  '/dd ',
  '/(fsck_ffs|zpool import)',
  '/(mount -t|zfs mount)',
  '/(umount|zpool export)',
  '/service \\S+ one(start|stop)',
] as const;

function drawFault(random: Random, { faults, total }: Lot): Fault {
  let left = random.between(0, total);
  const found = faults.find(({ weight }) => (left -= weight) < 0);
  if (found === undefined) throw new Error('the catalogue of faults is empty');
  return found;
}
