import { yieldingSkew } from '../../plan/share.ts';
import type { Call } from '../stage.ts';
import { fault, once, type Fault, type Target, type Undo } from './fault.ts';

/** What people type. */
export const operatorFaults: readonly Fault[] = [
  fault(
    'release',
    'an operator types: carphast release',
    (target) => held(target, ['release'], ['resume']),
    { weight: 4 },
  ),
  fault(
    'maintenance',
    'an operator types: carphast maintenance on',
    (target) => held(target, ['maintenance', 'on'], ['maintenance', 'off']),
    { weight: 2 },
  ),
  fault(
    'freeze',
    'an operator types: carphast freeze',
    (target) => held(target, ['freeze'], ['maintenance', 'off']),
    { weight: 2 },
  ),
  fault(
    'promoted',
    'an operator types: carphast promote --force',
    once((target) => {
      carphast(target, 'promote', '--force', 'a rehearsal');
    }),
    { weight: 3 },
  ),
  fault(
    'moved',
    'an operator types: carphast switchover',
    once((target) => {
      carphast(target, 'switchover');
    }),
    { weight: 3 },
  ),
  fault(
    'carphast',
    'an operator types a carphast command',
    once((target) => {
      carphast(target, ...target.text('words').split(' '));
    }),
    { takes: { words: 'reconcile' } },
  ),
  fault(
    'address-taken',
    'an operator moves the address here with ifconfig',
    (target) => {
      void takeAddress(target);
      return () => {
        restoreSkews(target);
      };
    },
    { takes: { vhid: '' }, weight: 6 },
  ),
  fault(
    'address-to-and-fro',
    'the address goes to the other node, and back, again and again',
    once((target) => void toAndFro(target)),
    { takes: { times: 20, every: 300 }, weight: 0 },
  ),
  fault(
    'command',
    'somebody types a command',
    once((target) => void type(target, target.text('line').split(' '))),
    { takes: { line: '/sbin/hastctl status' }, weight: 0 },
  ),
];

/**
 * Who takes the word back waits for the prompt first: of two commands at once either may be the last.
 * A resume that was typed meanwhile may have been refused, as frozen: it is typed again.
 */
function held(target: Target, words: readonly string[], back: readonly string[]): Undo {
  const typed = carphast(target, ...words);
  return () => {
    if (typed?.machine.alive() !== true) carphast(target, ...back);
    else void typed.machine.ended.then(() => takeBack(target, back));
  };
}

async function takeBack(target: Target, back: readonly string[]): Promise<void> {
  await carphast(target, ...back)?.machine.ended;
  carphast(target, 'resume');
}

/** As rc.conf has them; those that carphast has slowed down are its own business. */
function restoreSkews({ model }: Target): void {
  const { vhids } = model.world.settings;
  model.carp.vhids.forEach((vhid, at) => {
    const [first = 0, second = 100] = vhids[at]?.advskew ?? [];
    if (vhid.advskew !== yieldingSkew) vhid.advskew = model.index === 0 ? first : second;
  });
}

/** For one address, or those of all groups: less skew than the other node, then the state. */
async function takeAddress(target: Target): Promise<void> {
  const one = target.text('vhid');
  const vhids = one === '' ? target.config.groups.flatMap((group) => group.vhids) : [one];
  for (const name of vhids) {
    const [vhid = '', port = ''] = name.split('@');
    const line = ['/sbin/ifconfig', port, 'vhid', vhid];
    await type(target, [...line, 'advskew', '0']);
    await type(target, [...line, 'state', 'master']);
  }
}

/** The other node is first. */
async function toAndFro(target: Target): Promise<void> {
  const { stage, node, peer, number } = target;
  const [first, second] = stage.pair.world.nodes;
  const other = {
    ...target,
    node: peer,
    peer: node,
    model: target.model === first ? second : first,
  };
  for (let turn = 0; turn < number('times'); turn += 1) {
    await takeAddress(turn % 2 === 0 ? other : target);
    await stage.pair.clock.sleep(number('every'));
  }
}

async function type(
  { node, model }: Target,
  [tool = '', ...args]: readonly string[],
): Promise<void> {
  if (model.power !== 'on') return;
  const shell = node.machine();
  await shell.exec({ tool, args, limitMs: 60_000 });
  shell.exit();
}

/** Nobody types on a machine that is off, or still boots. */
function carphast({ stage, model }: Target, ...words: readonly string[]): Call | undefined {
  return model.power === 'on' ? stage.call(model.name, ...words) : undefined;
}
