import { startNamed } from '../../sim/index.ts';
import { drawMs, fault, once, pick, type Fault, type Target } from './fault.ts';

const resource = { resource: '' };

/** hastd, hastctl, workers and devices. */
export const hastFaults: readonly Fault[] = [
  fault(
    'hastd-killed',
    'hastd is killed, and its devices go with it',
    (target) => {
      target.node.hastdKill();
      return startHastd(target);
    },
    { weight: 2 },
  ),
  fault(
    'hastd-late',
    'hastd is late at the next boot',
    ({ node, number }) => node.hastdLate(number('ms')),
    { takes: { ms: 20_000 }, draw: (random) => ({ ms: drawMs(random, 1000, 90_000) }) },
  ),
  fault('hastd-never', 'hastd is not started at boot', ({ node }) => node.hastdLate(Infinity)),
  fault('hastd-hung', 'hastd answers nobody any more', ({ node }) => {
    node.hastdHang();
    return () => {
      node.hastdRecovers();
    };
  }),
  fault(
    'hastd-restarted',
    'somebody restarts hastd',
    once((target) => {
      target.node.hastdKill();
      void target.stage.pair.clock.sleep(1000).then(startHastd(target));
    }),
  ),
  fault('hastctl-hung', 'hastctl never ends', ({ node }) => node.hastctlHang()),
  fault(
    'hastctl-busy',
    'hastd says that it is busy',
    once(({ node, number }) => {
      node.hastctlBusy(number('times'));
    }),
    { takes: { times: 2 }, draw: (random) => ({ times: Math.floor(random.between(1, 8)) }) },
  ),
  fault(
    'worker-dies',
    'the worker of a resource ends with an exit code',
    once((target) => {
      target.node.workerDies(resourceOf(target), target.number('code'));
    }),
    {
      takes: { ...resource, code: 66 },
      draw: (random) => ({ code: pick(random, [66, 75]) }),
      weight: 2,
    },
  ),
  fault(
    'device-late',
    'the next device is late',
    once((target) => {
      target.node.deviceLate(resourceOf(target), target.number('ms'));
    }),
    { takes: { ...resource, ms: 10_000 }, draw: (random) => ({ ms: drawMs(random, 500, 60_000) }) },
  ),
  fault(
    'device-never',
    'the device never appears',
    (target) => target.node.deviceNever(resourceOf(target)),
    { takes: resource },
  ),
  fault(
    'first-read-stalls',
    'the first read of the device is not answered for a while',
    once((target) => {
      target.node.firstReadStalls(resourceOf(target), target.number('ms'));
    }),
    {
      takes: { ...resource, ms: 15_000 },
      draw: (random) => ({ ms: drawMs(random, 500, 120_000) }),
    },
  ),
];

export function resourceOf({ text, config }: Target): string {
  return text('resource') || (config.groups[0]?.resources[0] ?? '');
}

/** As an operator would: `service hastd start`. */
export function startHastd({ model }: Pick<Target, 'model'>): () => void {
  return () => {
    if (model.power === 'on' && !model.hastd.running) startNamed(model, 'hastd');
  };
}
