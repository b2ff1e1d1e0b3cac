import { expect, it, describe } from 'vitest';
import { awaitHastd, type Missed } from '../../src/engine/await-hastd.ts';
import { hastdMissedPath, releasedPath } from '../../src/history/paths.ts';
import { lookAt } from '../../src/world/read.ts';
import type { Run } from '../../src/engine/run.ts';
import { scripted } from '../support/scripted.ts';
import { configOf } from '../support/worlds.ts';

const missed: Missed = {
  goal: { kind: 'active', because: '1@em0 is MASTER' },
  refusal: { code: 'hastd-not-running', text: 'hastctl list: exit 71' },
  signal: new AbortController().signal,
};

interface Story {
  /** Milliseconds after which hastd answers. */
  readonly comesAfter?: number;
  readonly upForMs?: number;
  readonly files?: Readonly<Record<string, string>>;
  readonly missed?: Partial<Missed>;
  readonly run?: Partial<Run>;
}

async function waited(story: Story) {
  const { comesAfter = Infinity, upForMs = 30_000, files = {} } = story;
  const config = await configOf('resources = ["data"]\n', { resources: ['data'] });
  const scene = scripted((line) => {
    const now = scene.machine.clock.now();
    if (line === 'sysctl -n kern.boottime')
      return { stdout: `{ sec = ${Math.floor((1_000_000 - upForMs) / 1000)}, usec = 0 }\n` };
    if (line.startsWith('hastctl list'))
      return now - 1_000_000 >= comesAfter ? { status: 1, stdout: 'data:\n' } : { status: 71 };
    return undefined;
  });
  for (const [path, text] of Object.entries(files)) scene.machine.files.texts.set(path, text);
  const look = lookAt(config);
  const run: Run = { machine: scene.machine, config, look, trigger: 't', ...story.run };
  const [group] = config.groups;
  if (group === undefined) throw new Error('no group');
  const came = await awaitHastd(run, group, { ...missed, ...story.missed });
  return { came, took: scene.machine.clock.elapsed(), scene };
}

describe('hastd, which does not run yet', () => {
  it('is waited for after a boot, and no longer than it takes', async () => {
    const { came, took, scene } = await waited({ comesAfter: 10_000 });
    expect(came).toBe('look-again');
    expect(took).toBeGreaterThanOrEqual(10_000);
    expect(took).toBeLessThan(12_000);
    expect(scene.logged.map(({ message }) => message)).toEqual([
      'hastd does not run yet: waiting for it, 1 m 00 s at most',
    ]);
  });

  it('that does not come in a minute is not waited for again in this boot', async () => {
    const { came, took, scene } = await waited({});
    expect(came).toBe('in-vain');
    expect(took).toBeGreaterThanOrEqual(60_000);
    expect(took).toBeLessThan(62_000);
    expect(scene.logged.at(-1)?.message).toMatch(/^hastd did not come: /);
    expect(scene.machine.files.exists(hastdMissedPath)).toBe(true);
  });

  it('is looked for no more when the goal is gone', async () => {
    const { came, took } = await waited({ missed: { signal: AbortSignal.abort() } });
    expect([came, took < 1000]).toEqual(['look-again', true]);
  });

  it('is looked for no more when all is to be released', async () => {
    const { came, took } = await waited({ files: { [releasedPath]: '' } });
    expect([came, took < 1000]).toEqual(['look-again', true]);
  });

  it.each([
    ['of a machine that has been up for long: somebody stopped it', { upForMs: 20 * 60_000 }],
    ['that did run in this boot', { files: { '/var/run/hastd.pid': '913\n' } }],
    ['that was waited for in vain', { files: { [hastdMissedPath]: '' } }],
    ['while a shutdown waits', { run: { endsAt: 60_000 } }],
    [
      'of a group that is held',
      {
        missed: {
          goal: { kind: 'standby', because: '', role: 'secondary', hold: 'released' },
        },
      },
    ],
    ['but is only silent', { missed: { refusal: { code: 'hastd-no-answer', text: '' } } }],
  ] satisfies [string, Story][])('is not waited for: %s', async (_, story) => {
    const { came, took } = await waited(story);
    expect([came, took]).toEqual(['not-waited', 0]);
  });
});
