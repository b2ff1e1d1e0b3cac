import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLog } from '../../src/system/log.ts';
import { createMachine } from '../../src/system/machine.ts';
import { script, temporary } from './fixtures/temporary.ts';

test('everything of a machine lies beneath its root', async () => {
  const root = temporary();
  const log = createLog({ root, level: 'info', now: () => 0, environment: {}, file: '/log' });
  const machine = createMachine({ root, log, environment: {} });
  script(root, '/sbin/hastctl', 'echo "$0"');
  const ran = await machine.exec({ tool: '/sbin/hastctl', args: [], limitMs: 20_000 });
  expect(ran).toMatchObject({ kind: 'exited', stdout: `${root}/sbin/hastctl\n` });
  machine.files.replaceText('/etc/x', 'x');
  const joined = await machine.flight.join({ kind: 'look', text: '', vhids: [] });
  expect(joined.kind).toBe('leader');
  expect(readdirSync(join(root, 'var/run/carphast'))).toEqual(['leader.1']);
  if (joined.kind === 'leader') await joined.leadership.leave();
  expect(readdirSync(root).sort()).toEqual(['etc', 'log', 'sbin', 'var']);
});
