import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import type { Surroundings } from '../../src/config/surroundings.ts';
import { seen } from '../../src/config/surroundings.ts';
import { plainMachine } from '../support/worlds.ts';
import { wrongRelations } from './wrong-relations.ts';
import { wrongValues } from './wrong-values.ts';

describe('what is wrong is told with file, key, what was found and what was expected', () => {
  for (const [story, text, ...expected] of [...wrongValues, ...wrongRelations])
    test(story, async () => {
      const told = expected.map(
        (sentence) => `c.toml${sentence.startsWith(':') ? '' : ': '}${sentence}`,
      );
      expect(await problems(text)).toEqual(told);
    });

  test('a machine without a vhid', async () => {
    expect(await problems('', { vhids: [] })).toEqual([
      'c.toml: vhids: found nothing, and ifconfig shows no vhid, expected a list of vhids such as ["1@em0"].',
    ]);
  });

  test('tables in one another, too many to be shown', async () => {
    const deep = Array.from({ length: 6000 }, () => 'a').join('.');
    expect(await problems(`services.${deep} = 1`)).toEqual([
      expect.stringContaining('services: found tables in tables without end, expected'),
    ]);
  });

  test('a file that is no TOML, with line and column', async () => {
    expect(await problems('services = [\n  "a"\n  "b"]')).toEqual([
      expect.stringMatching(/^c\.toml:3:3: Invalid TOML document: /),
    ]);
    expect(await problems('a = 1\na = 2')).toEqual([expect.stringMatching(/^c\.toml:2:1: /)]);
  });
});

async function problems(
  text: string,
  around: Partial<Surroundings> = {},
): Promise<readonly string[]> {
  const machine = seen({ ...plainMachine, ...around });
  const loaded = await parseConfig(text, 'c.toml', 'file', () => Promise.resolve(machine));
  return loaded.kind === 'invalid' ? loaded.problems : [];
}
