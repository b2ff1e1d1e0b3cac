import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manifestPath } from '../../src/setup/targets.ts';
import { createSetupNode, type SetupNode } from '../support/setup-node.ts';
import { anyRoot } from './roots.ts';

const runs = Number(process.env['RUNS'] ?? 60);

describe('setup on whatever root', () => {
  it('writes once, changes nothing the second time, and is taken back to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(anyRoot, async (root) => {
        const node = createSetupNode(root);
        const before = node.tree();
        const first = await node.setup('--yes');
        expect(first.status, first.complained).toBe(0);
        const written = node.tree();
        const second = await node.setup('--yes');
        expect(second).toMatchObject({ status: 0, complained: '' });
        expect(second.printed).toMatch(/nothing to write/i);
        expect(node.tree()).toEqual(written);
        expect((await node.setup('--uninstall')).status).toBe(0);
        expect(node.tree()).toEqual(before);
        expect((await node.setup('--uninstall')).printed).toContain('nothing of setup');
      }),
      { numRuns: runs },
    );
  });

  it('only looks without --yes, and what it shows is what --yes writes', async () => {
    await fc.assert(
      fc.asyncProperty(anyRoot, async (root) => {
        const node = createSetupNode(root);
        const before = node.tree();
        const looked = await node.setup();
        expect(looked.status).toBe(0);
        expect(node.tree()).toEqual(before);
        const written = await node.setup('--yes');
        const shown = looked.printed.split('Nothing was written')[0] ?? '';
        expect(written.printed.startsWith(shown)).toBe(true);
      }),
      { numRuns: Math.ceil(runs / 3) },
    );
  });
});

/** Everything has something to change in it. */
const whole = {
  situation: 'hast1-serves',
  services: [{ name: 'mysql-server', rcName: 'mysql', enabled: true }],
  fstab: '/dev/hast/data\t\t/mnt/data\tufs\trw\t2\t2',
  files: {
    '/etc/rc.conf.local': 'mysql_enable=YES # here, of all places\nmysql_dbdir=/mnt/data/mysql',
    '/usr/local/etc/rc.d/carphast': '#!/bin/sh\n# an older one\n',
  },
} as const;

describe('setup that is killed', () => {
  it('after anything it does can be run again, or taken back', async () => {
    const uncut = createSetupNode(whole);
    await uncut.setup('--yes');
    const complete = withoutManifest(uncut);
    let cuts = 0;
    for (let after = 0; ; after += 1) {
      const node = createSetupNode(whole);
      const before = node.tree();
      if ((await node.cut(after, '--yes')).status !== undefined) break;
      cuts += 1;
      const again = createSetupNode(whole);
      await again.cut(after, '--yes');
      expect((await again.setup('--yes')).status, `cut after ${after}`).toBe(0);
      expect(devdHasReadTheRule(again), `cut after ${after}`).toBe(true);
      expect(withoutManifest(again), `cut after ${after}`).toEqual(complete);
      expect((await again.setup('--yes')).printed).toMatch(/nothing to write/i);
      for (const one of [node, again]) {
        expect((await one.setup('--uninstall')).status, `cut after ${after}`).toBe(0);
        expect(one.tree(), `cut after ${after}`).toEqual(before);
      }
    }
    // Directories, the manifest twice, eight changes and the restart of devd.
    expect(cuts).toBeGreaterThanOrEqual(12);
  });

  it('while it takes back, can be run again', async () => {
    let cuts = 0;
    for (let after = 0; ; after += 1) {
      const node = createSetupNode(whole);
      const before = node.tree();
      await node.setup('--yes');
      if ((await node.cut(after, '--uninstall')).status !== undefined) break;
      cuts += 1;
      expect((await node.setup('--uninstall')).status, `cut after ${after}`).toBe(0);
      expect(node.tree(), `cut after ${after}`).toEqual(before);
    }
    expect(cuts).toBeGreaterThanOrEqual(10);
  });
});

/** It was restarted by a setup, to the end. */
function devdHasReadTheRule({ pair }: SetupNode): boolean {
  return pair.trace.some(
    (entry) => entry.kind === 'command' && entry.argv.includes('onerestart') && entry.status === 0,
  );
}

function withoutManifest(node: SetupNode): ReadonlyMap<string, unknown> {
  return new Map([...node.tree()].filter(([path]) => path !== manifestPath));
}
