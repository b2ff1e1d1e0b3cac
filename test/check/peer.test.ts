import { describe, expect, test } from 'vitest';
import { askPeer } from '../../src/check/peer.ts';
import { createPair, type Pair } from '../../src/sim/index.ts';
import { healthyPair } from '../support/checked.ts';

async function ask(pair: Pair, target: string) {
  const machine = pair.node('hast1').machine();
  const asked = await pair.clock.until(askPeer(machine, target), 60_000);
  machine.exit();
  return asked?.kind === 'failed' ? asked.finding : asked?.answer.report.node;
}

describe('the question to the other node', () => {
  test('is answered by the other node', async () => {
    expect(await ask(healthyPair().pair, 'root@10.0.0.2')).toBe('hast2');
  });

  test('that leads back to this node has no answer', async () => {
    expect(await ask(healthyPair().pair, 'root@10.0.0.1')).toMatchObject({
      code: 'peer-is-self',
      severity: 'critical',
      text: 'ssh root@10.0.0.1 is answered by hast1, this node’s own name',
    });
  });

  test('has none either where this node does not know its own name', async () => {
    const { pair } = healthyPair();
    pair.node('hast1').toolSlow('sysctl', 30_000);
    expect(await ask(pair, 'root@10.0.0.1')).toMatchObject({ code: 'unseen' });
  });

  test('that nobody answers says so', async () => {
    expect(await ask(createPair(), 'root@10.0.0.2')).toMatchObject({ code: 'peer-silent' });
  });
});
