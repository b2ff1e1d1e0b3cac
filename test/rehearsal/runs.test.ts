import { describe, expect, it } from 'vitest';
import { generate } from '../../src/rehearsal/generate.ts';
import { perform } from '../../src/rehearsal/perform.ts';
import { playRuns } from '../../src/rehearsal/runs.ts';
import { shrink } from '../../src/rehearsal/shrink.ts';
import { timelineOf } from '../../src/rehearsal/timeline.ts';

async function told(seed: number): Promise<string> {
  const performed = await perform(await generate(seed));
  return JSON.stringify([timelineOf(performed.stage, 0), performed.stage.pair.trace]);
}

describe('drawn dramas', () => {
  it('the same seed gives the same run, byte for byte', async () => {
    for (const seed of [1, 17, 4711]) expect(await told(seed)).toBe(await told(seed));
  });

  it('another seed gives another one', async () => {
    expect(await told(1)).not.toBe(await told(2));
  });

  it('a slice on fresh seeds breaks no invariant', { timeout: 240_000 }, async () => {
    const firstSeed = Math.floor(Date.now() / 1000) * 1000;
    const proved = await playRuns({ firstSeed, runs: 200, keep: 3, untilBroken: false });
    expect(proved.broken, `carphast rehearse --seed ${firstSeed} --runs 200`).toEqual([]);
    expect(proved.promotions).toBeGreaterThan(100);
    expect(proved.acknowledged).toBeGreaterThan(1000);
  });

  it('the client knows of writes that one copy alone had, and loses none that both had', async () => {
    const setup = (await generate(1)).setup;
    const options = { ...setup.options, replication: 'async', situation: 'hast1-serves' } as const;
    const cut = { at: { ms: 5050 }, fault: 'power-cut', node: 'hast1', with: {} } as const;
    let lost = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const performed = await perform({
        seed,
        setup: { ...setup, options },
        happenings: [{ ...cut, at: { ms: 5000 + 50 * seed } }],
      });
      expect(performed.violations).toEqual([]);
      lost += performed.lostAtRisk;
    }
    expect(lost).toBeGreaterThan(0);
  });

  it('is shrunk to the happenings that it takes', async () => {
    const drama = await generate(1);
    const happening = drama.happenings[0];
    if (happening === undefined) throw new Error('a drama without a happening');
    const happenings = [1, 2, 3, 4].map((ms) => ({ ...happening, at: { ms } }));
    const small = await shrink({ ...drama, happenings }, (one) =>
      Promise.resolve(
        [2, 4].every((ms) => one.happenings.some(({ at }) => 'ms' in at && at.ms === ms)),
      ),
    );
    expect(small.happenings.map(({ at }) => at)).toEqual([{ ms: 2 }, { ms: 4 }]);
  });
});
