import { configPath } from '../../config/load.ts';
import { tomlOn } from '../stage.ts';
import { drawMs, fault, once, pick, type Fault, type Target, type Undo } from './fault.ts';

/** carphast itself, its file, and the tools it calls. */
export const carphastFaults: readonly Fault[] = [
  fault(
    'carphast-killed',
    'every carphast of the node is killed with KILL',
    once(({ stage, node }) => {
      for (const { machine } of stage.running(node.name)) machine.kill();
    }),
    { weight: 6 },
  ),
  fault('config-broken', 'carphast.toml is invalid after an edit', ({ stage, node }) => {
    node.files.put(configPath, 'services = ["mysql-server"\n', 0o644, 0);
    return () => {
      node.files.put(configPath, tomlOn(node.name, stage.setup.toml), 0o644, 0);
    };
  }),
  fault('run-silent', 'the run at work takes no hints', ({ node }) => {
    node.flightSilent(true);
    return () => {
      node.flightSilent(false);
    };
  }),
  toolFault('tool-hangs', 'a tool never ends', ({ node, text }) => node.toolHang(text('tool'))),
  toolFault('tool-deaf', 'a tool never ends, and does not hear TERM', ({ node, text }) =>
    node.toolIgnoresTerm(text('tool')),
  ),
  toolFault(
    'tool-stuck',
    'a tool waits for the disk, and not even KILL ends it',
    ({ node, text }) => node.toolStuckInDiskWait(text('tool'), { times: 1 }),
  ),
  toolFault('tool-missing', 'a tool is not installed', ({ node, text }) =>
    node.toolMissing(text('tool')),
  ),
  toolFault('tool-unstartable', 'a tool cannot be started', ({ node, text }) =>
    node.toolUnstartable(text('tool')),
  ),
  toolFault('tool-fails', 'a tool exits with 1 and says nothing', ({ node, text }) =>
    node.toolFails(text('tool'), { status: 1, stderr: '' }),
  ),
  fault(
    'tool-slow',
    'a tool takes its time',
    ({ node, text, number }) => node.toolSlow(text('tool'), number('ms')),
    {
      takes: { tool: 'hastctl', ms: 3000 },
      draw: (random) => ({ tool: pick(random, tools), ms: drawMs(random, 200, 12_000) }),
    },
  ),
];

const tools: readonly [string, ...string[]] = [
  'hastctl',
  'ifconfig',
  'sysctl',
  'ps',
  'mount',
  'umount',
  'dd',
  'fstat',
  'zpool',
  'zfs',
  'service',
  'fsck_ffs',
  'ls',
  'ssh',
];

function toolFault(name: string, sentence: string, strike: (target: Target) => Undo): Fault {
  return fault(name, sentence, strike, {
    takes: { tool: 'hastctl' },
    draw: (random) => ({ tool: pick(random, tools) }),
    weight: 0.5,
  });
}
