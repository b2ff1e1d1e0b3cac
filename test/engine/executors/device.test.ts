import { describe, expect, it } from 'vitest';
import { check, probeDevice, whyWriteHeld } from '../../../src/engine/executors/device.ts';
import {
  scripted,
  taskOn,
  wordsOfResult,
  type Answer,
  type Scripted,
} from '../../support/scripted.ts';
import { processTable } from '../../support/tool-answers.ts';

const device = '/dev/hast/data';
const reads = `dd if=${device} of=/dev/null bs=64k count=1`;
const opens = `dd if=/dev/null of=${device} bs=512 count=0 conv=notrunc`;
const busy: Answer = { status: 1, stderr: `dd: ${device}: Operation not permitted` };
const gone: Answer = { status: 1, stderr: `dd: ${device}: Device not configured` };

describe('a device is ready', () => {
  const probe = (scene: Scripted, limitMs = 10_000, signal = new AbortController().signal) =>
    probeDevice(taskOn(scene, { limitMs, signal }), {
      kind: 'probe-device',
      resource: 'data',
      device,
      writeMs: 3000,
    });

  it('when a read is answered, and it can be opened for writing', async () => {
    const scene = scripted(() => undefined);
    expect(await probe(scene)).toEqual({ kind: 'done' });
    expect(scene.lines()).toEqual([reads, opens]);
  });

  it('not before a read is answered', async () => {
    const scene = scripted((line) => (line === reads ? gone : {}));
    expect(await probe(scene)).toMatchObject({
      kind: 'failed',
      code: 'device-does-not-answer',
      text: `reading ${device}: dd: ${device}: Device not configured`,
    });
    expect(scene.machine.clock.elapsed()).toBe(10_000);
    expect(scene.lines()).not.toContain(opens);
  });

  it('not while a read hangs', async () => {
    const scene = scripted((line) => (line === reads ? { kind: 'timed-out', takes: 10_000 } : {}));
    expect(await probe(scene)).toMatchObject({ code: 'device-does-not-answer' });
    expect(scene.lines()).toEqual([reads]);
  });

  it('not while it may not be written: three seconds more are given', async () => {
    const scene = scripted((line) => (line === opens ? busy : {}));
    expect(await probe(scene)).toMatchObject({ kind: 'failed', code: 'device-not-writable' });
    expect(scene.machine.clock.elapsed()).toBe(3000);
  });

  it('soon after it may be written: that is looked at every 100 ms', async () => {
    const scene: Scripted = scripted((line) =>
      line === opens && scene.machine.clock.elapsed() < 1500 ? busy : {},
    );
    expect(await probe(scene)).toEqual({ kind: 'done' });
    expect(scene.machine.clock.elapsed()).toBeLessThanOrEqual(1600);
  });

  it('or is not looked at any more when the step is called off', async () => {
    const scene = scripted(() => gone);
    expect(await probe(scene, 10_000, AbortSignal.abort())).toEqual({ kind: 'cancelled' });
    expect(scene.commands).toHaveLength(1);
    expect(scene.commands[0]?.signal?.aborted).toBe(true);
  });
});

describe('a device may still be written by somebody (I2)', () => {
  async function why(open: Answer, there = true) {
    const scene = scripted(() => open);
    if (there) scene.machine.files.texts.set(device, '');
    const task = taskOn(scene, { signal: AbortSignal.abort() });
    const answer = await whyWriteHeld(task, device);
    return { answer, waited: scene.machine.clock.elapsed(), asked: scene.commands.length };
  }

  it.each<[string, Answer]>([
    ['is not permitted', busy],
    ['is answered with busy', { status: 1, stderr: `dd: ${device}: Device busy` }],
    ['does not end', { kind: 'timed-out' }],
    ['is killed', { kind: 'killed' }],
    ['is called off', { kind: 'cancelled' }],
    ['cannot be tried', { kind: 'unstartable' }],
  ])('when an open %s, for all of four seconds', async (_story, open) => {
    const { answer, waited } = await why(open);
    expect(answer).toMatch(/^opening \/dev\/hast\/data for writing: /);
    expect(waited).toBe(4000);
  });

  it.each<[string, Answer]>([
    ['works', {}],
    ['works, whatever it says', { stderr: 'busy' }],
    ['finds no device', gone],
    ['cannot be tried for want of dd(1)', { kind: 'missing' }],
  ])('not when an open %s', async (_story, open) => {
    expect(await why(open)).toEqual({ answer: undefined, waited: 0, asked: 1 });
  });

  it('not when there is no such device: it is not opened, which would make a file', async () => {
    expect(await why(busy, false)).toEqual({ answer: undefined, waited: 0, asked: 0 });
  });
});

describe('a check', () => {
  const preen = `fsck_ffs -p ${device}`;
  const repair = `fsck_ffs -y ${device}`;

  interface Setting {
    readonly repair?: 'yes' | 'no';
    readonly others?: Answer;
    readonly writeMs?: number;
  }

  async function run(
    answers: readonly Answer[],
    { repair: policy = 'yes', others = processTable(), writeMs = 2000 }: Setting = {},
  ) {
    const left = [...answers];
    const scene = scripted((line) => {
      if (line.startsWith('ps')) return others;
      return left.length > 1 ? left.shift() : left[0];
    });
    const task = taskOn(scene);
    const result = await check(task, { kind: 'check', device, repair: policy, writeMs });
    const checks = scene.lines().filter((line) => line.startsWith('fsck'));
    return { result, checks, said: task.said, waited: scene.machine.clock.elapsed(), scene };
  }

  const inconsistent: Answer = {
    status: 8,
    stderr: 'UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.',
  };
  const noWrite: Answer = { status: 0, stdout: '** /dev/hast/data (NO WRITE)\n' };
  const again: Answer = { status: 0, stdout: '***** PLEASE RERUN FSCK *****\n' };

  it('that finds nothing is clean', async () => {
    expect(await run([{}])).toMatchObject({
      result: { kind: 'done', note: 'clean' },
      checks: [preen],
      said: [],
    });
  });

  it('that cannot mend by itself is followed by one that may, and says so', async () => {
    expect(await run([inconsistent, {}])).toMatchObject({
      result: { kind: 'done', note: 'repaired' },
      checks: [preen, repair],
      said: ['fsck_ffs exit 8: running fsck_ffs -y'],
    });
  });

  it('that cannot mend by itself ends the step, where a person is to decide', async () => {
    expect(await run([inconsistent], { repair: 'no' })).toMatchObject({
      result: {
        kind: 'failed',
        code: 'check-failed',
        text: `fsck_ffs -p cannot mend ${device}, and repair = "no"`,
      },
      checks: [preen],
    });
  });

  it('that wants to be run again is, three times and no more', async () => {
    expect(await run([again, {}])).toMatchObject({
      result: { kind: 'done', note: 'clean' },
      checks: [preen, preen],
      said: ['fsck_ffs exit 0: running fsck_ffs -p'],
    });
    const { result, checks } = await run([again]);
    expect(result).toMatchObject({ code: 'check-failed' });
    expect(wordsOfResult(result)).toMatch(/after 3 runs/);
    expect(checks).toHaveLength(4);
  });

  it('without write access is tried again for as long as the kernel may taste the device', async () => {
    const { result, waited, checks } = await run([noWrite]);
    expect(result).toMatchObject({ code: 'device-not-writable' });
    expect(waited).toBe(2000);
    expect(checks).toHaveLength(9);
    expect(await run([noWrite, noWrite, noWrite, noWrite, noWrite, {}])).toMatchObject({
      result: { kind: 'done', note: 'clean' },
    });
  });

  it.each<[string, Answer, string]>([
    ['finds no superblock', { status: 3 }, 'no-superblock'],
    ['is interrupted', { status: 12 }, 'check-failed'],
    ['says what nobody knows', { status: 77 }, 'check-failed'],
    ['is not installed', { kind: 'missing' }, 'check-failed'],
    ['is killed', { kind: 'killed' }, 'check-failed'],
    ['does not end', { kind: 'timed-out' }, 'check-timed-out'],
    ['cannot even be killed', { kind: 'timed-out', stuck: true }, 'tool-stuck'],
  ])('that %s is a failure', async (_story, answer, code) => {
    expect(await run([answer])).toMatchObject({
      result: { kind: 'failed', code },
      checks: [preen],
    });
  });

  it('that is called off is no failure', async () => {
    expect((await run([{ kind: 'cancelled' }])).result).toEqual({ kind: 'cancelled' });
  });

  it('has the whole limit, a grace of its own, ends with the step, and may print what it wants', async () => {
    const { scene } = await run([{}]);
    const command = scene.commands.find(({ tool }) => tool.endsWith('fsck_ffs'));
    expect(command).toMatchObject({ limitMs: 10_000, graceMs: 5000, output: 'ends' });
    expect(command?.signal).toBeDefined();
  });

  it('does not run beside another one on the same device', async () => {
    const others = processTable(`4711 fsck_ffs -p ${device}`);
    expect(await run([{}], { others })).toMatchObject({
      result: { kind: 'failed', code: 'check-left-running', text: `process 4711 checks ${device}` },
      checks: [],
      waited: 10_000,
    });
  });

  it('does not run while ps does not say whether another one does', async () => {
    const { result, checks, waited } = await run([{}], { others: { kind: 'timed-out' } });
    expect(result).toMatchObject({ kind: 'failed', code: 'check-left-running' });
    expect(wordsOfResult(result)).toMatch(/^nobody knows whether another check of/);
    expect([checks, waited]).toEqual([[], 10_000]);
  });

  it('runs beside one of another device', async () => {
    const others = processTable('4711 fsck_ffs -p /dev/ada0p2');
    expect((await run([{}], { others })).checks).toEqual([preen]);
  });
});
