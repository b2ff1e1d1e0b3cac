import { drawMs, fault, once, type Fault, type Target } from './fault.ts';

/** Power, and both nodes at once. */
export const powerFaults: readonly Fault[] = [
  fault(
    'power-cut',
    'the node loses power',
    (target) => {
      target.node.powerCut();
      return boot(target);
    },
    { weight: 6 },
  ),
  fault(
    'panic',
    'the kernel panics, and the node boots again',
    once(({ node }) => node.panic()),
    {
      weight: 2,
    },
  ),
  fault(
    'clean-stop',
    'somebody shuts the node down',
    (target) => {
      void target.node.cleanStop();
      return boot(target);
    },
    { weight: 3 },
  ),
  fault(
    'boot',
    'the node is switched on',
    once((target) => boot(target)()),
    { weight: 0 },
  ),
  fault(
    'both-power-cut',
    'both nodes lose power, and boot together',
    once(({ stage, node, peer, number }) => {
      node.powerCut();
      peer.powerCut();
      void node.boot();
      void stage.pair.clock.sleep(number('later')).then(() => peer.boot());
    }),
    { takes: { later: 0 }, draw: (random) => ({ later: drawMs(random, 0, 4000) }) },
  ),
];

/** A machine that hangs is switched off first. */
export function boot({ node, model }: Pick<Target, 'node' | 'model'>): () => void {
  return () => {
    if (model.power === 'stuck' || model.power === 'stopping') node.powerCut();
    void node.boot();
  };
}
