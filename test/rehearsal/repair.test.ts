import { expect, it } from 'vitest';
import { generate } from '../../src/rehearsal/generate.ts';
import { perform } from '../../src/rehearsal/perform.ts';

it('a check that waits for the disk is killed when all is put right, and has checked nothing', async () => {
  const { setup } = await generate(1);
  const content = { type: 'ufs', journal: 'su' } as const;
  const options = { ...setup.options, resources: [{ name: 'data', content }] };
  const { stage, violations } = await perform({
    seed: 2,
    setup: { ...setup, options: { ...options, situation: 'hast1-serves' } },
    happenings: [
      { at: { ms: 0 }, fault: 'tool-stuck', node: 'hast2', with: { tool: 'fsck_ffs' } },
      { at: { ms: 1000 }, fault: 'power-cut', node: 'hast1', with: {}, forMs: 40_000 },
    ],
  });
  const checks = stage.pair.trace.filter(
    (entry) => entry.kind === 'command' && entry.argv[0] === '/sbin/fsck_ffs',
  );
  expect(checks).toMatchObject([
    { status: 'SIGKILL' },
    ...checks.slice(1).map(() => ({ status: 0 })),
  ]);
  expect(violations).toEqual([]);
});
