import { expect, test } from 'vitest';
import { handleEvent } from '../../src/commands/event.ts';
import { readVhids } from '../../src/freebsd/ifconfig.ts';
import { configPath } from '../../src/config/load.ts';
import { readyPair } from '../support/ready-pair.ts';
import type { Scene } from '../support/scene.ts';
import { sessionOn } from '../support/session.ts';

/** Somebody at a terminal of hast1, which is MASTER, types `carphast BACKUP 1@em0`. */
async function typed(scene: Scene): Promise<string> {
  const machine = scene.hast1.machine();
  const { session, complained } = sessionOn(machine);
  const terminal = { ...session.terminal, interactive: true };
  const event = { kind: 'vhid', vhid: '1@em0', claim: 'BACKUP' } as const;
  const look = { words: 'BACKUP 1@em0', vhids: readVhids(machine.exec, 5000) };
  await scene.pair.clock.until(handleEvent({ ...session, terminal }, event, look), 60_000);
  machine.exit();
  return complained.join('\n');
}

test('an event that is not so, typed by a person, names the verb that moves the group', async () => {
  expect(await typed(await readyPair())).toBe(
    'carphast follows CARP, it does not lead it. To move 1@em0, type here: carphast switchover main',
  );
});

test('the same where the other node cannot be asked names a release', async () => {
  const scene = await readyPair();
  const toml = scene.hast1.files.text(configPath) ?? '';
  scene.hast1.files.put(configPath, toml.replace(/\[peer\][^]*/, ''), 0o644, 0);
  expect(await typed(scene)).toContain(
    'type here: carphast release (and later, on the same node: carphast resume)',
  );
});
