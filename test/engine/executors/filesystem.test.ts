import { describe, expect, it } from 'vitest';
import { makeMountpoint, mount } from '../../../src/engine/executors/filesystem.ts';
import type { ActionOf } from '../../../src/plan/steps.ts';
import { scripted, taskOn, type Answer, type Scripted } from '../../support/scripted.ts';
import { mountTable } from '../../support/tool-answers.ts';

const device = '/dev/hast/data';
const missing: Answer = { status: 1, stderr: 'ls: /data/.: No such file or directory' };
const silent: Answer = { kind: 'timed-out' };

describe('a file system is mounted', () => {
  interface Story {
    readonly ls?: Answer;
    readonly mount?: Answer;
    /** The mount table before and after mount(8), by a moment of virtual time. */
    readonly table?: (elapsed: number, tried: boolean) => Answer;
    readonly occupied?: 'refuse' | 'allow';
    readonly nested?: readonly string[];
  }

  async function run(story: Story = {}) {
    let tried = false;
    const scene: Scripted = scripted((line) => {
      if (line === 'mount -p') {
        const usual = tried ? mountTable(`${device} /data`) : mountTable();
        return story.table?.(scene.machine.clock.elapsed(), tried) ?? usual;
      }
      if (line.startsWith('ls')) return story.ls ?? {};
      tried = true;
      return story.mount;
    });
    const filesystem = { resource: 'data', mountpoint: '/data', type: 'ufs', options: [] };
    const action: ActionOf<'mount'> = {
      kind: 'mount',
      device,
      filesystem,
      occupied: story.occupied ?? 'refuse',
      nested: story.nested ?? [],
    };
    const result = await mount(taskOn(scene), action);
    return { result, tried, waited: scene.machine.clock.elapsed(), lines: scene.lines() };
  }

  it('on an empty directory, and the mount table is read before and after', async () => {
    const { result, lines } = await run();
    expect(result).toEqual({ kind: 'done' });
    expect(lines).toEqual([
      'mount -p',
      'ls -A /data/.',
      `mount -t ufs ${device} /data`,
      'mount -p',
    ]);
  });

  it('once: what is mounted already is left as it is', async () => {
    const { result, tried } = await run({ table: () => mountTable(`${device} /data`) });
    expect(result).toEqual({ kind: 'done', note: 'already mounted' });
    expect(tried).toBe(false);
  });

  it.each<[string, Story, string, RegExp]>([
    [
      'something else is mounted there',
      { table: () => mountTable('/dev/md0 /data') },
      'mountpoint-taken',
      /^\/dev\/md0 is mounted on \/data$/,
    ],
    [
      'the device is mounted at another place',
      { table: () => mountTable(`${device} /mnt`) },
      'mounted-elsewhere',
      /^\/dev\/hast\/data is mounted on \/mnt: name that path if \/data is a symbolic link$/,
    ],
    ['there is no directory', { ls: missing }, 'mountpoint-missing', /^\/data is not a directory/],
    [
      'ls does not answer',
      { ls: silent },
      'mountpoint-missing',
      /cannot? ?be listed|can be listed/,
    ],
    ['files lie in it', { ls: { stdout: 'ibdata1\n' } }, 'mountpoint-occupied', /has files in it$/],
    [
      'a directory that is not of the group lies in it',
      { ls: { stdout: 'db\n' }, nested: ['/data/other'] },
      'mountpoint-occupied',
      /has files in it$/,
    ],
  ])('but not where %s', async (_story, story, code, text) => {
    const { result, tried } = await run(story);
    expect(result).toMatchObject({ kind: 'failed', code });
    expect('text' in result && result.text).toMatch(text);
    expect(tried).toBe(false);
  });

  it('over files, where the policy lets it', async () => {
    expect((await run({ ls: { stdout: 'a\n' }, occupied: 'allow' })).result).toEqual({
      kind: 'done',
    });
    expect((await run({ ls: missing, occupied: 'allow' })).result).toMatchObject({
      code: 'mountpoint-missing',
    });
  });

  it('when the mount table says so, whatever mount(8) says', async () => {
    expect((await run({ mount: { status: 1, stderr: 'no' } })).result).toEqual({ kind: 'done' });
  });

  it('not, when the table does not show it within two seconds', async () => {
    const { result, waited } = await run({
      table: () => mountTable(),
      mount: { status: 1, stderr: 'mount: no' },
    });
    expect(result).toEqual({
      kind: 'failed',
      code: 'mount-failed',
      text: 'mount /data: mount: no (nothing is mounted on /data)',
    });
    expect(waited).toBe(2000);
  });

  it('when the table could not be read for a moment', async () => {
    const late = await run({
      table: (now) => (now < 1000 ? silent : mountTable(`${device} /data`)),
    });
    expect(late.result).toEqual({ kind: 'done' });
    expect(late.tried).toBe(true);
    const never = await run({ table: () => silent });
    expect(never.result).toMatchObject({ code: 'mount-failed' });
  });

  it('not, when another one came first', async () => {
    const table = (_now: number, tried: boolean) =>
      tried ? mountTable('/dev/md0 /data') : mountTable();
    expect((await run({ table })).result).toMatchObject({ code: 'mountpoint-taken' });
  });

  it('as the one on top, not as one that is hidden', async () => {
    const table = () => mountTable(`${device} /data`, '/dev/md0 /data');
    expect((await run({ table })).result).toMatchObject({ code: 'mountpoint-taken' });
  });
});

describe('a mountpoint is made', () => {
  async function make(...looks: readonly Answer[]) {
    const left = [...looks];
    const scene = scripted((line) =>
      line.startsWith('ls') ? left.shift() : { status: 1, stderr: 'mkdir: no' },
    );
    const task = taskOn(scene);
    const result = await makeMountpoint(task, { kind: 'make-mountpoint', mountpoint: '/data' });
    return { result, lines: scene.lines() };
  }

  it('where it is missing, and it is looked whether it is there', async () => {
    expect(await make(missing, {})).toEqual({
      result: { kind: 'done' },
      lines: ['ls -A /data/.', 'mkdir -p /data', 'ls -A /data/.'],
    });
    expect((await make(missing, missing)).result).toEqual({
      kind: 'failed',
      code: 'mountpoint-missing',
      text: 'mkdir -p /data: mkdir: no',
    });
  });

  it('nowhere else', async () => {
    for (const there of [{}, { stdout: 'a\n' }, silent])
      expect(await make(there)).toEqual({ result: { kind: 'done' }, lines: ['ls -A /data/.'] });
  });
});
