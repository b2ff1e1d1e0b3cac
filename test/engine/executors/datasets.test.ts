import { describe, expect, it } from 'vitest';
import { mountDatasets, tellMountd } from '../../../src/engine/executors/datasets.ts';
import {
  scripted,
  taskOn,
  wordsOfResult,
  type Answer,
  type Scripted,
} from '../../support/scripted.ts';
import { datasetList } from '../../support/tool-answers.ts';

const datasets = 'zfs list -H -o name,canmount,mounted,mountpoint -r tank';
const silent: Answer = { kind: 'timed-out' };

describe('the datasets of a pool are mounted', () => {
  const list = datasetList(
    'tank/a/b on no /a/b',
    'tank/a on no /a',
    'tank/off off no /off',
    'tank/legacy on no legacy',
    'tank/there on yes /there',
  );

  async function run(before: Answer, after: Answer, ran: Answer = {}) {
    let asked = 0;
    const scene = scripted((line) => {
      if (line !== datasets) return ran;
      return (asked += 1) === 1 ? before : after;
    });
    const result = await mountDatasets(taskOn(scene), { kind: 'mount-datasets', pool: 'tank' });
    return { result, lines: scene.lines().filter((line) => !line.startsWith('zfs list')) };
  }

  it('parents first, and only those that should be', async () => {
    expect(await run(list, datasetList('tank/a on yes /a'))).toEqual({
      result: { kind: 'done' },
      lines: ['zfs mount tank/a', 'zfs mount tank/a/b'],
    });
  });

  it('when the list says so, whatever zfs says', async () => {
    const { result } = await run(list, datasetList('tank/a on yes /a'), { status: 1 });
    expect(result).toEqual({ kind: 'done' });
  });

  it('not, when one is left, with the words of those that failed', async () => {
    const { result } = await run(list, list, { status: 1, stderr: 'cannot mount: busy' });
    expect(result).toEqual({
      kind: 'failed',
      code: 'datasets-not-mounted',
      text: 'not mounted: tank/a/b, tank/a (tank/a: cannot mount: busy; tank/a/b: cannot mount: busy)',
    });
    expect((await run(list, list, {})).result).toMatchObject({
      text: 'not mounted: tank/a/b, tank/a ()',
    });
    const killed = await run(list, list, { kind: 'killed' });
    expect(wordsOfResult(killed.result)).toMatch(/ended by signal/);
  });

  it('and shared where they have sharenfs; one that is shared already is no complaint', async () => {
    const share = async (said: Answer) => {
      let mounted = 'no';
      const scene = scripted((line) => {
        if (line === datasets) return datasetList(`tank on yes /tank`, `tank/a on ${mounted} /a`);
        if (line.includes('sharenfs')) return { stdout: 'tank\ton\ntank/a\t-ro\ntank/b\toff\n' };
        if (line === 'zfs mount tank/a') mounted = 'yes';
        return line.startsWith('zfs share') ? said : { status: 0 };
      });
      const action = { kind: 'mount-datasets', pool: 'tank' } as const;
      const result = await mountDatasets(taskOn(scene), action);
      return { result, lines: scene.lines().filter((line) => !line.startsWith('zfs list')) };
    };
    const shared = { status: 1, stderr: "cannot share 'tank/a': filesystem already shared" };
    for (const said of [{}, shared])
      expect(await share(said)).toEqual({
        result: { kind: 'done' },
        lines: ['zfs share tank', 'zfs mount tank/a', 'zfs share tank/a'],
      });
    expect((await share({ status: 1, stderr: 'cannot share' })).result).toEqual({
      kind: 'done',
      note: 'not shared: tank: cannot share; not shared: tank/a: cannot share',
    });
  });

  it('not shared where they could not be mounted, or where it is not known', async () => {
    for (const shares of [{ stdout: 'tank/a\ton\n' }, silent]) {
      const scene = scripted((line) => {
        if (line === datasets) return datasetList('tank on yes /tank', 'tank/a on no /a');
        return line.includes('sharenfs') ? shares : { status: 1 };
      });
      await mountDatasets(taskOn(scene), { kind: 'mount-datasets', pool: 'tank' });
      expect(scene.lines().filter((line) => line.startsWith('zfs share'))).toEqual([]);
    }
  });

  it('not the one of a jail, which is nobody’s storage here', async () => {
    const jailed = (line: string): Answer => {
      if (line === datasets) return datasetList('tank on yes /tank', 'tank/jail on no /jail');
      return { stdout: 'tank\toff\t-\ntank/jail\ton\t-\n' };
    };
    const scene = scripted(jailed);
    const action = { kind: 'mount-datasets', pool: 'tank' } as const;
    expect(await mountDatasets(taskOn(scene), action)).toEqual({ kind: 'done' });
    expect(scene.lines().filter((line) => line.startsWith('zfs mount'))).toEqual([]);
  });

  it('with its key from the file where that is not loaded: an export has unloaded it', async () => {
    let mounted = 'no';
    const scene = scripted((line) => {
      if (line === datasets) return datasetList(`tank/a on ${mounted} /a`);
      if (line === 'zfs mount tank/a')
        return { status: 1, stderr: "cannot mount 'tank/a': encryption key not loaded" };
      if (line === 'zfs mount -l tank/a') mounted = 'yes';
      return {};
    });
    const action = { kind: 'mount-datasets', pool: 'tank' } as const;
    expect(await mountDatasets(taskOn(scene), action)).toEqual({ kind: 'done' });
  });

  it('each with some time of its own, on top of the limit', async () => {
    const names = Array.from({ length: 100 }, (_, at) => `tank/${at}`);
    const mounted = new Set<string>();
    const scene = scripted((line) => {
      const name = line.replace('zfs mount ', '');
      if (names.includes(name)) mounted.add(name);
      if (line === datasets)
        return datasetList(
          ...names.map((one) => `${one} on ${mounted.has(one) ? 'yes' : 'no'} /${one}`),
        );
      return names.includes(name) ? { takes: 200 } : {};
    });
    const action = { kind: 'mount-datasets', pool: 'tank' } as const;
    expect(await mountDatasets(taskOn(scene, { limitMs: 1000 }), action)).toEqual({ kind: 'done' });
    expect(Math.min(...scene.commands.map(({ limitMs }) => limitMs))).toBeGreaterThan(1000);
  });

  it('or one is left that no service needs: that is told, and fails nothing', async () => {
    const scene = scripted((line) => {
      if (line === datasets) return datasetList('tank on yes /tank', 'tank/backup on no /backup');
      return line.startsWith('zfs list') ? { status: 2 } : { status: 1, stderr: 'key not loaded' };
    });
    const action = { kind: 'mount-datasets', pool: 'tank', places: ['tank/db'] } as const;
    expect(await mountDatasets(taskOn(scene), action)).toEqual({
      kind: 'done',
      note: 'not mounted: tank/backup (tank/backup: key not loaded)',
    });
    expect(
      await mountDatasets(taskOn(scene), { ...action, places: ['tank/backup'] }),
    ).toMatchObject({ kind: 'failed', code: 'datasets-not-mounted' });
  });

  it('not, when zfs does not list them, before or after', async () => {
    const before = await run(silent, list);
    expect(before.result).toMatchObject({ code: 'datasets-not-mounted' });
    expect(before.lines).toEqual([]);
    const { result } = await run(list, silent);
    expect(result).toMatchObject({ code: 'datasets-not-mounted' });
    expect('text' in result && result.text).toMatch(/^not mounted: .*no answer/);
  });
});

describe('mountd hears of the new mounts', () => {
  it('when it runs, at last, and what went wrong is noted', async () => {
    let mounted = 'no';
    const scene = scripted((line) => {
      if (line === datasets) return datasetList(`tank/a on ${mounted} /a`);
      if (line === 'zfs mount tank/a') mounted = 'yes';
      return line.startsWith('service') ? { status: 1, stderr: 'no pid' } : {};
    });
    scene.machine.files.texts.set('/var/run/mountd.pid', '1');
    const action = { kind: 'mount-datasets', pool: 'tank' } as const;
    expect(await mountDatasets(taskOn(scene), action)).toEqual({
      kind: 'done',
      note: 'mountd was not told: no pid',
    });
    expect(scene.lines().at(-1)).toBe('service mountd onereload');
    expect(scene.commands.at(-1)).toMatchObject({ output: 'leave' });
  });

  it('later, where no process can be started for a moment', async () => {
    const scene: Scripted = scripted(() =>
      scene.machine.clock.elapsed() < 20_000 ? { kind: 'unstartable' } : {},
    );
    scene.machine.files.texts.set('/var/run/mountd.pid', '1');
    expect(await tellMountd(taskOn(scene))).toEqual([]);
    expect(scene.machine.clock.elapsed()).toBeLessThan(21_000);
  });

  it('or there is nothing to tell', async () => {
    const scene = scripted(() => undefined);
    expect(await tellMountd(taskOn(scene))).toEqual([]);
    expect(scene.lines()).toEqual([]);
  });
});
