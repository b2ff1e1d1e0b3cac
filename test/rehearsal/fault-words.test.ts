import { expect, it } from 'vitest';
import { readFault } from '../../src/rehearsal/fault-words.ts';

it('a fault is typed by its name, with a node, a time and arguments', () => {
  expect(readFault('cable-out:hast2@4s,network=sync,for=10s')).toEqual({
    kind: 'happening',
    happening: {
      at: { ms: 4000 },
      fault: 'cable-out',
      node: 'hast2',
      with: { network: 'sync' },
      forMs: 10_000,
    },
  });
  expect(readFault('device-late,ms=700')).toMatchObject({
    happening: { node: 'hast1', at: { ms: 0 }, with: { ms: 700 } },
  });
});

it.each([
  ['powercut', 'found no fault "powercut". Did you mean "power-cut"?'],
  ['cable-out,netwrok=sync', 'found "netwrok" for cable-out, expected one of network, for'],
  ['power-cut,x=1', 'found "x" for power-cut, expected no arguments but for'],
  ['power-cut@soon', 'found "power-cut@soon", expected NAME'],
  ['power-cut,for=ever', 'expected times such as 500ms'],
  ['POWER', 'found "POWER", expected NAME'],
])('%s is told what is wrong with it', (word, text) => {
  const read = readFault(word);
  expect(read.kind === 'wrong' ? read.text : '').toContain(text);
});
