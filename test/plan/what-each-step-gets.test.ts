import { expect, test } from 'vitest';
import type { Group } from '../../src/config/model.ts';
import { goalOf } from '../../src/plan/goal.ts';
import { planGroup } from '../../src/plan/plan.ts';
import { stepsToActive } from '../../src/plan/promote.ts';
import type { Action, Step } from '../../src/plan/steps.ts';
import { groupOf, worldOf } from '../support/worlds.ts';

/** The golden plans show the graph; this is what the executors are given with it. */
function plan(group: Group, ...lines: readonly string[]): readonly Step[] {
  const world = worldOf(group, ...lines);
  const planned = planGroup(group, world, goalOf(group, world.vhids, undefined));
  return planned.kind === 'plan' ? planned.steps : [];
}

function actionOf(steps: readonly Step[], id: string): Action | undefined {
  return steps.find((step) => step.id === id)?.action;
}

const disk = 'filesystems = [{ resource = "data", mountpoint = "/data" }]';
const pool = 'resources = ["z"]\npools = [{ name = "tank", resources = ["z"] }]';

test('the name that hast.conf gives the device is the one that is waited for, read and mounted', async () => {
  const steps = plan(await groupOf(disk), 'hast data secondary as disk0');
  expect(actionOf(steps, 'device:data')).toMatchObject({ resource: 'data', provider: 'disk0' });
  expect(actionOf(steps, 'probe:data')).toMatchObject({ device: '/dev/hast/disk0' });
  expect(actionOf(steps, 'check:/data')).toMatchObject({ device: '/dev/hast/disk0' });
  expect(actionOf(steps, 'mount:/data')).toMatchObject({ device: '/dev/hast/disk0' });
});

test('of a disk with partitions the first that is not mounted yet is opened for writing', async () => {
  const group = await groupOf(`filesystems = [
    { resource = "data", mountpoint = "/a", device = "/dev/hast/datap1" },
    { resource = "data", mountpoint = "/b", device = "/dev/hast/datap2" },
  ]`);
  const fresh = plan(group, 'hast data primary');
  expect(actionOf(fresh, 'probe:data')).toMatchObject({ device: '/dev/hast/datap1' });
  const half = plan(group, 'hast data primary', 'mount /dev/hast/datap1 /a');
  expect(actionOf(half, 'probe:data')).toMatchObject({ device: '/dev/hast/datap2' });
});

test('a role is given up with the names of the pools to look for (I2)', async () => {
  const group = await groupOf(pool);
  const down = plan(group, 'carp 1@em0 BACKUP', 'hast z primary', 'pool tank imported');
  expect(actionOf(down, 'role:z')).toMatchObject({ role: 'secondary', pools: ['tank'] });
  const boot = plan(group, 'hast z init');
  expect(actionOf(boot, 'standby:z')).toMatchObject({ role: 'secondary', pools: ['tank'] });
});

test('a pool of another resource is none of its business', async () => {
  const group = await groupOf(
    `resources = ["data", "z"]\n${disk}\npools = [{ name = "tank", resources = ["z"] }]`,
  );
  const down = plan(group, 'carp 1@em0 BACKUP', 'hast data primary', 'hast z primary');
  expect(actionOf(down, 'role:data')).toMatchObject({ pools: [] });
  const boot = plan(group, 'hast data init', 'hast z init');
  expect(actionOf(boot, 'standby:data')).toMatchObject({ pools: [] });
});

test('a directory of the group inside another one hides nothing, and is named', async () => {
  const group = await groupOf(`resources = ["data", "db", "log"]
filesystems = [
    { resource = "data", mountpoint = "/data" },
    { resource = "db", mountpoint = "/data/db" },
    { resource = "log", mountpoint = "/var/log/db" },
  ]`);
  const steps = plan(group);
  expect(actionOf(steps, 'mount:/data')).toMatchObject({ nested: ['/data/db'] });
  expect(actionOf(steps, 'mount:/data/db')).toMatchObject({ nested: [] });
});

test('a service is told the storage that it and those before it need', async () => {
  const group = await groupOf(`resources = ["data", "z"]
${disk}
pools = [{ name = "tank", resources = ["z"] }]
services = [
  { name = "one", requires = ["/data"] },
  { name = "two", requires = ["one"] },
  { name = "three", requires = ["tank", "two"] },
  { name = "four", requires = [] },
]`);
  const steps = plan(group);
  const data = { kind: 'filesystem', device: '/dev/hast/data', mountpoint: '/data' };
  expect(actionOf(steps, 'start:one')).toMatchObject({ storage: [data] });
  expect(actionOf(steps, 'start:two')).toMatchObject({ storage: [data] });
  expect(actionOf(steps, 'start:three')).toMatchObject({
    storage: [data, { kind: 'pool', name: 'tank' }],
  });
  expect(actionOf(steps, 'start:four')).toMatchObject({ storage: [] });
});

test('a role that is not primary any more says for whom, or by whose policy', async () => {
  const group = await groupOf(`onInit = "init"\n${disk}`);
  const reason = (state: string): string | undefined =>
    plan(group, `carp 1@em0 ${state}`, 'hast data primary').find(({ id }) => id === 'role:data')
      ?.reason;
  expect(reason('BACKUP')).toBe('so that the peer can replicate to it');
  expect(reason('INIT')).toBe('the policy for a lost link');
});

test('hastd is not started where that is left to rc', async () => {
  const steps = async (policy: string): Promise<readonly string[]> => {
    const group = await groupOf(`${policy}\n${disk}`);
    const world = worldOf(group, 'hast data hastd-not-running');
    return stepsToActive(group, world).map(({ id }) => id);
  };
  expect(await steps('hastd = "leave"')).not.toContain('start-hastd');
  expect(await steps('hastd = "start"')).toContain('start-hastd');
});

test('a role that nobody tells may be secondary, so the peer is waited for', async () => {
  const group = await groupOf(`${disk}\nlimits = { settle = "0s" }`);
  const steps = stepsToActive(group, worldOf(group, 'hast data no-answer'));
  expect(steps.map(({ id }) => id)).toContain('release:data');
});
