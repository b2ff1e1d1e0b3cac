import { describe, expect, it } from 'vitest';
import type { NodeName } from '../../src/sim/index.ts';
import { beginOf, endOf } from '../support/boundaries.ts';
import { atEachBoundary, undisturbed, type Story } from '../support/cuts.ts';
import { expectServes, expectStandsBy, fullPair } from '../support/full-pair.ts';
import { moveAddress, peerOf, strikes } from '../support/strikes.ts';
import type { Scene } from '../support/scene.ts';

async function moveToHast2(scene: Scene): Promise<void> {
  await scene.pair.clock.until(moveAddress(scene, 'hast2'));
}

const promotion: Story = { node: 'hast2', pair: () => fullPair(), begin: moveToHast2 };

const demotion: Story = { node: 'hast1', pair: () => fullPair(), begin: moveToHast2 };

/** All is up but the database, which will not start: everything is taken down again. */
const rollback: Story = {
  ...promotion,
  begin: (scene) => {
    scene.hast2.serviceBehaves('mysql-server', { startFails: true });
    return moveToHast2(scene);
  },
};

/** There the address is given up by our share of the demotion, and not by a slower advskew. */
const rollbackWithPreempt: Story = { ...rollback, pair: () => fullPair({ preempt: true }) };

const up = [
  ...['release:data', 'release:disk1', 'release:disk2'],
  ...['role:data', 'role:disk1', 'role:disk2'],
  ...['device:data', 'device:disk1', 'device:disk2'],
  ...['probe:data', 'probe:disk1', 'probe:disk2'],
  ...['check:/mnt/data', 'mount:/mnt/data', 'import:tank', 'datasets:tank'],
  'link:/var/db/nfs-stablerestart',
  ...['start:rpcbind', 'start:mountd', 'start:nfsd', 'start:mysql-server'],
];

const down = [
  ...['stop:nfsd', 'stop:mountd', 'stop:rpcbind'],
  'unlink:/var/db/nfs-stablerestart',
  ...['unmount:/mnt/data', 'export:tank'],
  ...['role:data', 'role:disk1', 'role:disk2'],
];

const upAndDown = [...up, ...down.map((step) => `rollback:${step}`), 'rollback:yield:main'];

interface Case {
  readonly name: string;
  readonly story: Story;
  readonly steps: readonly string[];
  readonly boundaries: number;
  /** Where the group serves at the end, by what strikes the node. */
  readonly serves: Readonly<Record<string, NodeName>>;
}

const cases: readonly Case[] = [
  {
    name: 'promotion',
    story: promotion,
    steps: up,
    boundaries: 70,
    serves: {
      shutdown: 'hast1',
      kill: 'hast2',
      'power cut': 'hast1',
      'superseding event': 'hast1',
      'kill, and the address moves': 'hast1',
      'cable pulled': 'hast1',
    },
  },
  {
    name: 'demotion',
    story: demotion,
    steps: ['stop:mysql-server', ...down],
    boundaries: 44,
    serves: {
      shutdown: 'hast2',
      kill: 'hast2',
      'power cut': 'hast2',
      'superseding event': 'hast1',
    },
  },
  {
    name: 'rollback',
    story: rollback,
    steps: upAndDown,
    boundaries: 121,
    serves: {
      shutdown: 'hast1',
      kill: 'hast1',
      'power cut': 'hast1',
      'superseding event': 'hast1',
    },
  },
  {
    name: 'rollback with preempt',
    story: rollbackWithPreempt,
    steps: upAndDown,
    boundaries: 115,
    serves: { kill: 'hast1' },
  },
];

for (const { name, story, steps, ...told } of cases) {
  describe(`at every boundary of a ${name}`, () => {
    it('each step is cut before, after and within', async () => {
      const { scene, boundaries } = await undisturbed(story);
      const [transition] = scene.history(story.node);
      expect(transition?.steps.map(({ id }) => id).toSorted()).toEqual(steps.toSorted());
      const each = steps.flatMap((step) => [beginOf(step), endOf(step)]);
      expect(boundaries).toEqual(expect.arrayContaining(each));
      expect(boundaries.length).toBeGreaterThanOrEqual(told.boundaries);
    });

    for (const [what, strike] of Object.entries(strikes)) {
      const serves = told.serves[what];
      if (serves === undefined) continue;
      it(`${what}: ${serves} serves`, { timeout: 120_000 }, () =>
        atEachBoundary(story, strike, (scene) => {
          expectServes(scene, serves);
          expectStandsBy(scene, peerOf(serves));
        }),
      );
    }
  });
}
