import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { changeYield } from '../../src/engine/yields.ts';
import { checkCodes } from '../../src/check/pages.ts';
import { nodeReport } from '../../src/check/report.ts';
import { severities } from '../../src/check/pages/page.ts';
import { healthyPair, healthyToml } from '../support/checked.ts';
import { carpCauses } from './causes/carp.ts';
import { devdCauses } from './causes/devd.ts';
import { hastCauses } from './causes/hast.ts';
import { storageCauses } from './causes/storage.ts';
import { servicesCauses } from './causes/services.ts';
import { bootCauses } from './causes/boot.ts';
import { nodeCauses } from './causes/node.ts';
import { rcConf, type Cause } from './causes/cause.ts';
import { pairCauses } from './causes/pair.ts';

const causes: readonly Cause[] = [
  ...carpCauses,
  ...devdCauses,
  ...hastCauses,
  ...storageCauses,
  ...servicesCauses,
  ...bootCauses,
  ...nodeCauses,
  ...pairCauses,
];

const finding = z.object({ code: z.string(), severity: z.enum(severities), text: z.string() });
const checked = z.object({ v: z.literal(1), nodes: z.array(nodeReport), pair: z.array(finding) });
type Found = z.infer<typeof finding>;

const exits = { critical: 2, warning: 1, unknown: 3, note: 0 } as const;

async function found(cause: Cause): Promise<{ status: number; findings: readonly Found[] }> {
  const pair = healthyPair(cause.options, cause.toml);
  await cause.happens(pair);
  const { status, text } = await pair.check(cause.on ?? 'hast1', {
    json: true,
    ...(cause.privileged === undefined ? {} : { privileged: cause.privileged }),
  });
  const { nodes, pair: between } = checked.parse(JSON.parse(text));
  const [own] = nodes;
  return { status, findings: [...(own?.findings ?? []), ...between] };
}

describe('each reason why a failover would not work', () => {
  test.each(causes)('$code: $story', async (cause) => {
    const { status, findings } = await found(cause);
    const own = findings.find(({ code }) => code === cause.code);
    expect(findings.map(({ code }) => code)).toContain(cause.code);
    expect(own?.text).not.toBe('');
    if (own !== undefined && own.severity === 'critical') expect(status).toBe(2);
    if (own !== undefined && own.severity !== 'note') expect(status).not.toBe(exits.note);
  });

  test('has a story here', () => {
    const told = causes.map(({ code }) => code);
    expect(checkCodes.filter((code) => !told.includes(code))).toEqual([]);
  });
});

describe('a dataset that is not mounted', () => {
  test('is a warning where it may be what a service needs, else a note', async () => {
    const severitiesOf = storageCauses
      .filter(({ code }) => code === 'dataset-unmounted')
      .map(async (cause) => (await found(cause)).findings.map(({ severity }) => severity));
    expect(await Promise.all(severitiesOf)).toEqual([['warning'], ['note']]);
  });
});

describe('jails beside HAST', () => {
  test('are no finding where rc has their names', async () => {
    const pair = healthyPair();
    rcConf('jail_enable="YES"\njail_list="www mail"')(pair);
    expect((await pair.check('hast1')).status).toBe(0);
  });
});

describe('sharenfs that nobody reads', () => {
  test('is a warning where the group serves NFS, else a note; with zfs_enable it is read', async () => {
    const stories = storageCauses.filter(({ code }) => code === 'sharenfs-unread');
    const severitiesOf = stories.map(async (cause) =>
      (await found(cause)).findings.map(({ severity }) => severity),
    );
    expect(await Promise.all(severitiesOf)).toEqual([['note'], ['warning']]);
    for (const cause of stories)
      expect((await found({ ...cause, happens: rcConf('zfs_enable="YES"') })).findings).toEqual([]);
  });
});

describe('a pair on which a failover would work', () => {
  test.each(['hast1', 'hast2'] as const)('has nothing to be found, asked on %s', async (node) => {
    const { check } = healthyPair();
    const { status, text } = await check(node, { json: true });
    const { nodes, pair } = checked.parse(JSON.parse(text));
    expect([status, nodes.length]).toEqual([0, 2]);
    expect([...nodes.flatMap((one) => one.findings), ...pair]).toEqual([]);
  });

  test('has rc.local and rc.shutdown.local in place of the rc script', async () => {
    const { pair, check } = healthyPair();
    const { files } = pair.node('hast1');
    files.drop('/usr/local/etc/rc.d/carphast');
    files.put('/etc/rc.local', '/usr/local/sbin/carphast --detach boot\n');
    expect((await check('hast1')).text).toContain('[script-missing]');
    files.put('/etc/rc.shutdown.local', '/usr/local/sbin/carphast release --force --within 60s\n');
    expect((await check('hast1')).status).toBe(0);
  });

  test('has a line of fstab that may fail', async () => {
    const { pair, check } = healthyPair();
    const { files } = pair.node('hast1');
    files.put('/etc/fstab', (files.text('/etc/fstab') ?? '').replace('rw,noauto', 'rw,failok'));
    expect((await check('hast1')).status).toBe(0);
  });

  test('has a group that was moved: its advskew of now is put back, and is not to be set by hand', async () => {
    const { pair, check } = healthyPair();
    const { files } = pair.node('hast2').machine();
    const [vhid] = pair.world.nodes[1].carp.vhids;
    if (vhid !== undefined) vhid.advskew = 240;
    const moved = { code: 'vhids-given', text: '', since: 0, lasting: true };
    changeYield(files, 'main', { ...moved, skews: { '1@em0': 100 } });
    expect((await check('hast2')).text).not.toContain('[skew-too-high]');
    changeYield(files, 'main', { ...moved, skews: { '1@em0': 250 } });
    expect((await check('hast2')).text).toContain('1@em0 has advskew 250 [skew-too-high]');
  });

  test('has the same number of vhid on another interface, which is none of ours', async () => {
    const toml = `vhids = ["1@em0"]\n${healthyToml}`;
    const vhids = [{ vhid: 1 }, { vhid: 1, interface: 'em2', advskew: [100, 0] as const }];
    const interfaces = { em0: 'client', em1: 'sync', em2: 'client' } as const;
    const { check } = healthyPair({ vhids, interfaces }, toml);
    const { status, text } = await check('hast1');
    expect([status, text.includes('both-masters')]).toEqual([0, false]);
  });
});

describe('the other node', () => {
  test('cannot write to this terminal what it likes', async () => {
    const { pair, check } = healthyPair();
    const { remote } = pair.world.nodes[1];
    for (const change of ['"node": "\\u001b[2J"', '"node": "a\\nb"', '"version": "1; rm -rf /"']) {
      pair.node('hast2').onRemote(async (words) => {
        const answer = await remote?.(words);
        const [key = ''] = change.split(':');
        const stdout = (answer?.stdout ?? '').replace(new RegExp(`${key}: "[^"]*"`), change);
        return { status: 0, stdout };
      });
      const { status, text } = await check('hast1');
      expect([status, text.includes('[peer-unreadable]')]).toEqual([3, true]);
    }
  });

  test('greets whoever logs in, with braces', async () => {
    const { pair, check } = healthyPair();
    const { remote } = pair.world.nodes[1];
    pair.node('hast2').onRemote(async (words) => {
      const answer = await remote?.(words);
      return { status: 0, stdout: `{ hast2 } {authorized} users only\n${answer?.stdout ?? ''}` };
    });
    expect((await check('hast1')).status).toBe(0);
  });
});
