import { inUse, type Damage, type NodeModel } from '../../sim/index.ts';
import { fault, once, pick, type Fault, type Target, type Undo } from './fault.ts';
import { resourceOf } from './hast.ts';

/** What fsck will find; its exit status is what an administrator knows it by. */
const damages: Readonly<Record<string, Damage>> = {
  clean: 'none',
  preen: 'preen',
  'needs-y': 'needs-y',
  'needs-y-twice': 'needs-y-twice',
  hopeless: 'hopeless',
  'no-superblock': 'no-superblock',
};

/** Disks, file systems and pools. */
export const storageFaults: readonly Fault[] = [
  fault('disk-errors', 'the disk answers with errors', (target) => {
    const said = { status: 1, stderr: `/dev/hast/${resourceOf(target)}: Input/output error` };
    return all(
      ['dd', 'fsck_ffs', 'mount'].map((tool) =>
        target.node.toolFails(tool, said, { matching: onDevice }),
      ),
    );
  }),
  fault(
    'fsck',
    'the file system needs a check',
    once((target) => {
      const name = resourceOf(target);
      // Not between a check that found it clean and the mount that follows.
      if (target.stage.pair.world.nodes.some((node) => isBetween(node, name))) return;
      target.node.fsckOutcome(name, damages[target.text('finds')] ?? 'preen');
    }),
    {
      takes: { resource: '', finds: 'needs-y' },
      draw: (random) => ({
        finds: pick(random, ['preen', 'needs-y', 'needs-y-twice', 'hopeless']),
      }),
      weight: 2,
    },
  ),
  fault('fsck-hangs', 'fsck never ends', ({ node }) => node.fsckHang()),
  fault(
    'fsck-slow',
    'fsck takes its time',
    once(({ node, number }) => {
      node.fsckTakes(number('ms'));
    }),
    { takes: { ms: 60_000 }, draw: (random) => ({ ms: random.between(1000, 120_000) | 0 }) },
  ),
  fault('mount-fails', 'mount says that the device is busy', ({ node }) => {
    const said = { status: 1, stderr: 'mount: /dev/hast: Device busy' };
    return node.toolFails('mount', said, { matching: onDevice });
  }),
  fault(
    'umount-busy',
    'a program has its working directory in the file system',
    once((target) => {
      const path = target.text('path') || placeOf(target);
      if (path !== '')
        target.node.umountBusy(path, { ignoresTerm: target.text('stubborn') === 'true' });
    }),
    {
      takes: { path: '', stubborn: false },
      draw: (random) => ({ stubborn: pick(random, [true, false]) }),
      weight: 2,
    },
  ),
  fault('export-lies', 'zpool export says that it is done, and it is not', (target) =>
    all(poolsOf(target).map((name) => target.node.zpoolExportLies(name))),
  ),
  fault('pool-suspended', 'the pool is suspended on errors', (target) => {
    for (const name of poolsOf(target)) target.node.poolSuspended(name);
    return undefined;
  }),
  fault('disk-full', '/var is full', ({ node }) => node.diskFull()),
  fault('readonly-root', 'the root file system is read-only', ({ node }) => node.readOnlyRoot()),
];

function isBetween(node: NodeModel, name: string): boolean {
  const primary = node.hastd.resources.get(name)?.role === 'primary';
  return primary && inUse(node, name) === undefined;
}

function all(undos: readonly Undo[]): Undo {
  return () => {
    for (const undo of undos) undo();
  };
}

function poolsOf({ config }: Target): readonly string[] {
  return config.groups.flatMap(({ pools }) => pools.map(({ name }) => name));
}

const onDevice = /\/dev\/hast\//;

function placeOf({ config }: Target): string {
  return config.groups[0]?.filesystems[0]?.mountpoint ?? '';
}
