import { describe, expect, it } from 'vitest';
import { rehearse } from '../../src/rehearsal/rehearse.ts';
import { readScenario } from '../../src/rehearsal/scenario/read.ts';
import { shippedScenarios } from '../../src/system/shipped.ts';

describe('the scenarios that carphast comes with', () => {
  const files = shippedScenarios().map((file) => ({
    ...file,
    title: /^title = "(.*)"$/m.exec(file.text)?.[1] ?? 'no title',
  }));

  it.each(files)('$name: $title', async (file) => {
    const read = await readScenario(file);
    if (read.kind === 'invalid') throw new Error(read.problems.join('\n'));
    const { differences, violations, lines } = await rehearse(read.scenario);
    const story = lines.map(({ at, node, text }) => `${(at / 1000).toFixed(2)} ${node} ${text}`);
    expect([...differences, ...violations], story.slice(-60).join('\n')).toEqual([]);
  });
});
