import { expect, test } from 'vitest';
import { createPair, type Pair } from '../../src/sim/index.ts';
import { entriesOf, replay } from './replay.ts';

async function sameAsRecorded(pair: Pair, title: RegExp, least: number): Promise<void> {
  const entries = entriesOf('services.txt', title).filter(
    ({ command }) => /^(time )?service \S+ \S+$/.test(command) && !/restart|reload/.test(command),
  );
  const compared = await replay(pair, entries);
  expect(compared.length).toBeGreaterThanOrEqual(least);
  for (const { command, model, recorded } of compared)
    expect({ command, ...waitless(model) }).toEqual({ command, ...waitless(recorded) });
}

/** Whether rc.subr had to wait for a daemon's end is a matter of milliseconds. */
function waitless<T extends { readonly stdout: string }>(result: T): T {
  return { ...result, stdout: result.stdout.replace(/^Waiting for PIDS: N\.?\n?/gm, '') };
}

test('services that are not enabled: each verb as recorded', async () => {
  const pair = createPair({ situation: 'both-booted' });
  const { services } = pair.world.nodes[0];
  pair.node('hast1').files.put('/etc/rc.conf', 'hastd_enable="NO"\n');
  services.delete('mysql-server');
  pair.node('hast1').hastdKill();
  await sameAsRecorded(pair, /^not enabled/, 50);
});

test('starting and stopping one by one, and what nfsd starts by itself: as recorded', async () => {
  const pair = createPair({ situation: 'both-booted' });
  await sameAsRecorded(pair, /^start one by one/, 20);
  await sameAsRecorded(pair, /^stop in reverse/, 12);
  await sameAsRecorded(pair, /^nfsd onestart alone/, 2);
});
