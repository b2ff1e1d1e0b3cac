import { stateDirectory } from '../../../src/system/directories.ts';
import type { PairOptions } from '../../../src/sim/index.ts';
import { type CheckedPair } from '../../support/checked.ts';

/** How a finding comes about on a pair on which a failover would work. */
export interface Cause {
  readonly code: string;
  readonly story: string;
  readonly options?: PairOptions;
  readonly toml?: string;
  /** The node that is asked; default hast1, which serves. */
  readonly on?: 'hast1' | 'hast2';
  readonly privileged?: false;
  readonly happens: (checked: CheckedPair) => void | Promise<void>;
}

type Node = 'hast1' | 'hast2';

export function edit(
  { pair }: CheckedPair,
  node: Node,
  path: string,
  change: (text: string) => string,
): void {
  const { files } = pair.node(node);
  files.put(path, change(files.text(path) ?? ''));
}

export function addRule(checked: CheckedPair, priority: number): void {
  const text = `notify ${priority} { match "system" "CARP"; match "type" "(MASTER|BACKUP)"; action "/root/old.sh $type"; };\n`;
  edit(checked, 'hast1', '/etc/devd/old.conf', () =>
    text.replace('"MASTER|BACKUP"', '"(MASTER|BACKUP)"'),
  );
}

export function model({ pair }: CheckedPair, node: Node) {
  return pair.world.nodes[node === 'hast1' ? 0 : 1];
}

/** What a person types on the node that serves. */
export async function byHand(
  { pair }: CheckedPair,
  tool: string,
  ...args: readonly string[]
): Promise<void> {
  const machine = pair.node('hast1').machine();
  await pair.clock.until(machine.exec({ tool, args, limitMs: 9000 }));
  machine.exit();
}

export function rcConf(line: string, node: Node = 'hast1') {
  return (checked: CheckedPair) => {
    edit(checked, node, '/etc/rc.conf', (text) => `${text}${line}\n`);
  };
}

export const hook = (checked: CheckedPair, event: string): void => {
  const at = Date.UTC(2026, 10, 20, 19);
  edit(
    checked,
    'hast1',
    `${stateDirectory}/hast-events.jsonl`,
    (text) => `${text}${JSON.stringify({ event, resource: 'data', at })}\n`,
  );
};

/** hastd on the node that serves copies so many bytes to the other one. */
export function resynchronise(checked: CheckedPair, bytes: number): void {
  const { scheduler } = checked.pair.world;
  const worker = model(checked, 'hast1').hastd.resources.get('data')?.worker;
  if (worker === undefined) throw new Error('there is no worker');
  const timer = scheduler.after(3_600_000, () => undefined, true);
  worker.sync = { startedAt: scheduler.now(), bytes, from: 'primary', timer };
}

export const pool: PairOptions = {
  resources: [{ name: 'zdata', content: { type: 'pool', pool: 'tank' } }],
  services: [],
  running: [],
  fstab: '',
};
export const poolToml = `pools = ["tank"]\nservices = []\n[peer]\nssh = "root@10.0.0.2"\n`;
