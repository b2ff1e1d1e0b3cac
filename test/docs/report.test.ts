import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;

test('the report of the power cut is current (npm run report)', () => {
  const script = join(root, 'scripts/report.mjs');
  const ran = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect([ran.status, ran.stderr]).toEqual([0, '']);
});

test('its picture stays small', () => {
  expect(statSync(join(root, 'docs/report-power-cut.png')).size).toBeLessThan(200_000);
});
