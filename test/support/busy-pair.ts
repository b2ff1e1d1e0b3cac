import { byHand } from './pairs.ts';
import { readyPair } from './ready-pair.ts';
import type { Launched, Scene } from './scene.ts';
import { twoGroups } from './two-groups.ts';

const toml = (peer: string): string => `
limits = { start = "2h" }
${twoGroups.toml ?? ''}
[peer]
ssh = "root@${peer}"
`;

/** Two groups on hast1, on nodes that can ask each other; a service may take long to start. */
export async function askingPair(): Promise<Scene> {
  const scene = await readyPair({ ...twoGroups, toml: toml('10.0.0.2') });
  scene.hast2.files.put('/usr/local/etc/carphast.toml', toml('10.0.0.1'), 0o644, 0);
  return scene;
}

/**
 * The same, and a run at work there that starts the database for so many seconds: whoever
 * wants to move the files waits for its end.
 */
export async function busyPair(
  seconds: number,
): Promise<{ readonly scene: Scene; readonly other: Launched }> {
  const scene = await askingPair();
  await byHand(scene, 'hast1', '/usr/sbin/service postgresql onestop');
  scene.hast1.toolSlow('service', seconds * 1000, { matching: /postgresql onestart/ });
  const other = scene.launch('hast1', 'reconcile');
  await scene.pass(3);
  return { scene, other };
}
