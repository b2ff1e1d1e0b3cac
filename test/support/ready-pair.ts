import { finding } from '../../src/check/finding.ts';
import { nodeReport, type NodeReport } from '../../src/check/report.ts';
import { check } from '../../src/commands/check.ts';
import { tomlOn } from '../../src/rehearsal/stage.ts';
import type { NodeName } from '../../src/sim/index.ts';
import { configPath } from '../../src/config/load.ts';
import { servingPair } from './pairs.ts';
import type { Scene, SceneOptions } from './scene.ts';
import { sessionOn } from './session.ts';

const services = ['mysql-server', 'rpcbind', 'mountd', 'nfsd'];
const toml = (peer: string): string => `services = ${JSON.stringify(services)}
[peer]
ssh = "root@${peer}"
`;
const rule = `notify 100 { match "system" "CARP"; match "subsystem" "[0-9]+@.+"; match "type" "(MASTER|BACKUP|INIT)"; action "/usr/local/sbin/carphast $type $subsystem --detach"; };\n`;

/** Two nodes on which a check finds nothing critical, and that can ask each other. hast1 serves. */
export async function readyPair(options: SceneOptions = {}): Promise<Scene> {
  const scene = await servingPair({ preempt: true, ...options });
  for (const [name, peer] of [
    ['hast1', '10.0.0.2'],
    ['hast2', '10.0.0.1'],
  ] as const) {
    const { files } = scene.pair.node(name);
    files.put('/usr/local/etc/carphast.toml', tomlOn(name, options.toml ?? toml(peer)), 0o644, 0);
    files.put('/usr/local/etc/devd/carphast.conf', rule);
    files.put('/usr/local/sbin/carphast', '#!/bin/sh\n', 0o755);
    files.put('/usr/local/etc/rc.d/carphast', '#!/bin/sh\n', 0o555);
    files.put('/usr/local/etc/rc.d/carphast_hold', '#!/bin/sh\n', 0o555);
    files.put(
      '/etc/rc.conf',
      'hastd_enable="YES"\ncarphast_enable="YES"\nmysql_dbdir="/mnt/data/mysql"\npostgresql_data="/srv/db/data"\n',
    );
    scene.pair.node(name).onRemote(() => answer(scene, name));
  }
  return scene;
}

/** carphast.toml was copied as a whole: [peer] names the node that it lies on. */
export function leadsBack({ pair }: Scene, node: NodeName): void {
  const other = node === 'hast1' ? 'hast2' : 'hast1';
  const { files } = pair.node(node);
  files.put(configPath, pair.node(other).files.text(configPath) ?? '', 0o644, 0);
}

/** ssh gets there as somebody who is not root: hastd tells such a one nothing. */
export function asksAsAnybody({ pair }: Pick<Scene, 'pair'>, node: NodeName): void {
  const { remote } = pair.world.nodes[node === 'hast1' ? 0 : 1];
  pair.node(node).onRemote(async (words) => {
    const answer = await remote?.(words);
    const report = nodeReport.parse(JSON.parse(answer?.stdout ?? ''));
    return { status: 3, stdout: JSON.stringify(seenByAnybody(report)) };
  });
}

function seenByAnybody(report: NodeReport): NodeReport {
  const findings = [finding('not-root', 'this is not root')];
  if (report.card === null) return { ...report, findings };
  const nothing = { role: null, connection: null, dirty: null, copied: null };
  const resources = report.card.resources.map((one) => ({ ...one, ...nothing }));
  return { ...report, findings, card: { ...report.card, resources } };
}

/** What a node answers by ssh is so many milliseconds old when it arrives. */
export function answersLate({ pair }: Scene, node: NodeName, ms: number): void {
  const { remote } = pair.world.nodes[node === 'hast1' ? 0 : 1];
  pair.node(node).onRemote(async (words) => {
    const answer = await remote?.(words);
    await pair.node(node).machine().clock.sleep(ms);
    return answer ?? { status: 255, stdout: '' };
  });
}

/** sshd refuses, or whoever should answer hangs. */
export function sshGone(scene: Scene, node: NodeName): void {
  scene.pair.node(node).onRemote(() => Promise.resolve({ status: 255, stdout: '' }));
}

async function answer(
  { pair }: Scene,
  name: NodeName,
): Promise<{ status: number; stdout: string }> {
  const machine = pair.node(name).machine();
  const { session, printed } = sessionOn(machine);
  const status = await check(session, { local: true, json: true, peer: false, plugin: false });
  machine.exit();
  return { status, stdout: printed.join('\n') };
}
