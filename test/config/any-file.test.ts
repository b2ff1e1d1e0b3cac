import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { seen } from '../../src/config/surroundings.ts';
import { plainMachine } from '../support/worlds.ts';

describe('whatever the file is', () => {
  const sound = [
    'services = ["mysql-server", { name = "nginx", requires = ["mysql-server"], optional = true }]\n',
    '[group.a]\nvhids = ["1@em0"]\nfilesystems = [{ resource = "data", mountpoint = "/d" }]\n' +
      '[group.b]\nvhids = ["2@em0"]\nlimits.mount = "3m"\nbreaker = { failures = 3, window = "30m" }\n',
    '[peer]\naddress = "10.0.0.1"\n[log]\nfacility = "daemon"\ntag = "x"\n[group.a]\npools = ["z"]\n',
  ];

  test('random bytes never throw', async () => {
    const bytes = fc
      .uint8Array({ maxLength: 200 })
      .map((array) => Buffer.from(array).toString('utf8'));
    await fc.assert(fc.asyncProperty(fc.oneof(bytes, fc.string({ unit: 'binary' })), answers), {
      numRuns: 1000,
    });
  });

  test('a sound file with a few bytes changed never throws', async () => {
    const change = fc.tuple(
      fc.nat(400),
      fc.nat(6),
      fc.oneof(
        fc.string({ maxLength: 4 }),
        fc.constantFrom(
          '"',
          '[',
          '{',
          '=',
          '\n',
          '1',
          'nan',
          '1979-05-27',
          '__proto__ = 1\n',
          '[[group]]\n',
        ),
      ),
    );
    const mutated = fc
      .tuple(fc.constantFrom(...sound), fc.array(change, { minLength: 1, maxLength: 4 }))
      .map(([text, changes]) =>
        changes.reduce((now, [at, cut, put]) => {
          const place = at % (now.length + 1);
          return now.slice(0, place) + put + now.slice(place + cut);
        }, text),
      );
    await fc.assert(fc.asyncProperty(mutated, answers), { numRuns: 3000 });
  });

  test('a file that nests without end never throws', async () => {
    for (const piece of ['[', '{a=', '[[', 'a.']) await answers(`x = ${piece.repeat(50_000)}`);
    await answers(`${'a.'.repeat(5000)}a = 1`);
  });
});

async function answers(text: string): Promise<void> {
  const loaded = await parseConfig(text, 'c.toml', 'file', () =>
    Promise.resolve(seen(plainMachine)),
  );
  if (loaded.kind === 'valid') {
    assert.equal(loaded.text, text);
    assert.ok(loaded.config.groups.length > 0);
    return;
  }
  assert.ok(loaded.kind === 'invalid');
  assert.ok(loaded.problems.length > 0);
  for (const problem of loaded.problems) {
    assert.match(problem, /^c\.toml:/);
    assert.ok(!problem.includes('undefined') && !problem.includes('Invalid input'), problem);
  }
}
