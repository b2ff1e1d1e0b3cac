import { expect, test } from 'vitest';
import { databaseNode } from '../support/setup-node.ts';

test('devd is in the middle of a long action: setup says that it ends then, and does not call that a restart', async () => {
  const { pair, setup } = databaseNode();
  pair.node('hast1').toolHang('service', { matching: /^devd onerestart/ });
  const { status, printed, complained } = await setup('--yes');
  expect(status).toBe(1);
  expect(`${printed}${complained}`).toContain('Then type: service devd onestart');
  expect(`${printed}${complained}`).not.toContain('devd runs again');
});
