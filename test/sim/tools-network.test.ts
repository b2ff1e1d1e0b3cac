import { expect, test } from 'vitest';
import { createPair, type Pair } from '../../src/sim/index.ts';
import { entriesOf, replay } from './replay.ts';
import { finish } from './support.ts';

async function sameAsRecorded(pair: Pair, title: RegExp, least: number): Promise<void> {
  const compared = await replay(pair, entriesOf('carp.txt', title));
  expect(compared.length).toBeGreaterThanOrEqual(least);
  for (const { command, model, recorded } of compared)
    expect({ command, ...model }).toEqual({ command, ...recorded });
}

test('ifconfig and sysctl of a quiet pair, and the errors of ifconfig: as recorded', async () => {
  const pair = createPair();
  await pair.clock.pass(5000);
  await sameAsRecorded(pair, /^both nodes up/, 8);
  await sameAsRecorded(pair, /^ifconfig state errors/, 8);
});

test('link off and on, and an interface down and up: as recorded', async () => {
  const pair = createPair();
  const machine = pair.node('hast1').machine();
  await finish(pair, machine, 'ifconfig em0 vhid 9 state backup');
  const [off, other, asked, on, last] = entriesOf('carp.txt', /^link down/);
  pair.node('hast1').cableOut('client');
  await pair.clock.pass(6000);
  for (const entry of [off!, other!, asked!])
    for (const { command, model, recorded } of await replay(pair, [entry]))
      expect({ command, ...model }).toEqual({ command, ...recorded });
  pair.node('hast1').cableIn('client');
  await pair.clock.pass(1000);
  for (const { command, model, recorded } of await replay(pair, [on!, last!]))
    expect({ command, ...model }).toEqual({ command, ...recorded });
  const backup = createPair();
  await sameAsRecorded(backup, /^ifconfig em0 down/, 1);
});

test('values are set and printed as recorded; the demotion is added to', async () => {
  const pair = createPair();
  const machine = pair.node('hast1').machine();
  await finish(pair, machine, 'ifconfig em0 vhid 9 state backup');
  await sameAsRecorded(pair, /^preempt/, 3);
  const { stdout } = await finish(pair, machine, 'sysctl net.inet.carp.demotion=-50');
  expect(stdout).toBe('net.inet.carp.demotion: 0 -> -50\n');
  expect((await finish(pair, machine, 'sysctl -n net.inet.carp.demotion')).stdout).toBe('-50\n');
});

test('a reject route: the words of route(8)', async () => {
  const pair = createPair();
  const machine = pair.node('hast2').machine();
  const added = await finish(pair, machine, 'route -n add -host 10.0.0.1 127.0.0.1 -reject');
  expect(added.stdout).toBe('add host 10.0.0.1: gateway 127.0.0.1\n');
  expect(pair.node('hast2').state().rejected).toEqual(['10.0.0.1']);
  const gone = await finish(pair, machine, 'route -n delete -host 10.0.0.1');
  expect(gone.stdout).toBe('delete host 10.0.0.1\n');
});
