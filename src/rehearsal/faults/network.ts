import type { Network } from '../../sim/index.ts';
import { drawMs, fault, pick, type Fault, type Target } from './fault.ts';

const networks: readonly [Network, ...Network[]] = ['client', 'sync'];
const anyNetwork = {
  takes: { network: 'client' },
  draw: (random: Parameters<NonNullable<Fault['draw']>>[0]) => ({
    network: pick(random, networks),
  }),
};

/** Cables, switches and frames. */
export const networkFaults: readonly Fault[] = [
  fault(
    'cable-out',
    'a cable of the node is pulled',
    (target) => {
      const network = networkOf(target);
      target.node.cableOut(network);
      return () => {
        target.node.cableIn(network);
      };
    },
    { ...anyNetwork, weight: 6 },
  ),
  fault(
    'both-cables-out',
    'both cables of the node are pulled',
    ({ node }) => {
      for (const network of networks) node.cableOut(network);
      return () => {
        for (const network of networks) node.cableIn(network);
      };
    },
    { weight: 2 },
  ),
  fault(
    'flap',
    'the link to the clients comes and goes',
    (target) => {
      let over = false;
      void flap(target, () => over);
      return () => {
        over = true;
        target.node.cableIn('client');
      };
    },
    {
      takes: { times: 10, every: 500 },
      draw: (random) => ({
        times: Math.floor(random.between(2, 20)),
        every: drawMs(random, 100, 3000),
      }),
      weight: 2,
    },
  ),
  fault(
    'partition',
    'a switch no longer passes frames between the nodes, while all links stay up',
    ({ stage, text }) => {
      const network = cutOf(text('network'));
      stage.pair.partition(network);
      return () => {
        stage.pair.heal(network);
      };
    },
    {
      takes: { network: 'both' },
      draw: (random) => ({ network: pick(random, ['client', 'sync', 'both']) }),
      weight: 3,
    },
  ),
  fault(
    'one-way-loss',
    'frames of the node no longer arrive at the other one',
    (target) => {
      const { stage, node } = target;
      const network = networkOf(target);
      stage.pair.loseFrom(node.name, network, true);
      return () => {
        stage.pair.loseFrom(node.name, network, false);
      };
    },
    { ...anyNetwork, weight: 2 },
  ),
  fault(
    'slow-link',
    'each frame is late',
    (target) => {
      const { stage, number } = target;
      const network = networkOf(target);
      stage.pair.slowDown(network, number('ms'));
      return () => {
        stage.pair.slowDown(network, 0);
      };
    },
    {
      takes: { network: 'sync', ms: 500 },
      draw: (random) => ({ network: pick(random, networks), ms: drawMs(random, 50, 2500) }),
    },
  ),
];

function networkOf({ text }: Target): Network {
  return text('network') === 'sync' ? 'sync' : 'client';
}

function cutOf(name: string): Network | 'both' {
  return networks.find((network) => network === name) ?? 'both';
}

async function flap({ stage, node, number }: Target, isOver: () => boolean): Promise<void> {
  for (let turn = 0; turn < number('times') && !isOver(); turn += 1) {
    node.cableOut('client');
    await stage.pair.clock.sleep(number('every'));
    if (isOver()) return;
    node.cableIn('client');
    await stage.pair.clock.sleep(number('every'));
  }
}
