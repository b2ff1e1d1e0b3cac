import { expect } from 'vitest';
import type { StepRecord } from '../../src/history/entry.ts';
import type { NodeName, PairOptions, ServiceOptions } from '../../src/sim/index.ts';
import { sharesIn } from '../../src/plan/share.ts';
import { createScene, expectSound, type Launched, type Scene, type SceneOptions } from './scene.ts';

/** The NFS set and a database on one UFS: what most pairs carry. */
export const nfsAndDatabase: readonly string[] = ['mysql-server', 'rpcbind', 'mountd', 'nfsd'];

export const mysql: ServiceOptions = {
  name: 'mysql-server',
  rcName: 'mysql',
  needs: '/mnt/data',
  startMs: 300,
};

export const usual: SceneOptions = {
  toml: `services = ${JSON.stringify(nfsAndDatabase)}\n`,
  services: [mysql],
  running: nfsAndDatabase,
  toolDelays: 40,
};

/** The usual pair with some limits of its own. */
export function limited(limits: string, more = ''): string {
  return `${more}${usual.toml}limits = { ${limits} }\n`;
}

/** What the history of a node says of a step, the first time it was taken. */
export function stepOf(scene: Scene, node: NodeName, id: string): StepRecord | undefined {
  return scene
    .history(node)
    .flatMap(({ steps }) => steps)
    .find((one) => one.id === id);
}

/** One database on one UFS, with further lines of the file before the services. */
export function database(more = '') {
  return { toml: `${more}\nservices = ["mysql-server"]\n`, running: ['mysql-server'] };
}

/** hast1 serves, hast2 stands by; carphast has made hast2's standby its own. */
export async function servingPair(options: SceneOptions = {}): Promise<Scene> {
  const scene = createScene({ ...usual, ...options });
  await scene.pass(5);
  return scene;
}

/** Moves the address to a node by hand, as `ifconfig IF vhid N state master` does. */
export async function makeMaster(
  scene: Scene,
  node: NodeName,
  vhid = '1',
  port = 'em0',
): Promise<void> {
  const { exec } = scene.pair.node(node).machine();
  const call = (...args: string[]) =>
    exec({ tool: '/sbin/ifconfig', args: [port, 'vhid', vhid, ...args], limitMs: 5000 });
  await call('advskew', '0');
  await call('state', 'master');
}

export function expectActive(scene: Scene, node: NodeName, services = nfsAndDatabase): void {
  const state = scene.pair.node(node).state();
  expect(state.services, scene.story()).toEqual(expect.arrayContaining([...services]));
  expect(
    state.mounts.map(({ special }) => special),
    scene.story(),
  ).toContain('/dev/hast/data');
  expect(state.roles['data']).toBe('primary');
}

export function expectStandby(
  scene: Scene,
  node: NodeName,
  services = nfsAndDatabase,
  role: 'secondary' | 'init' = 'secondary',
): void {
  const state = scene.pair.node(node).state();
  expect(
    state.services.filter((name) => services.includes(name)),
    scene.story(),
  ).toEqual([]);
  expect(
    state.mounts.filter(({ special }) => special.startsWith('/dev/hast')),
    scene.story(),
  ).toEqual([]);
  expect(state.pools, scene.story()).toEqual([]);
  for (const is of Object.values(state.roles)) expect(is, scene.story()).toBe(role);
}

export { createScene, expectSound };
export type { PairOptions };

/** How each transition of a node ended: `active done`, `active refused config-invalid yielded`. */
export function told(scene: Scene, node: NodeName): readonly string[] {
  return scene
    .history(node)
    .map(({ goal, outcome, code, yielded }) =>
      [goal, outcome, code, yielded ? 'yielded' : undefined].filter(Boolean).join(' '),
    );
}

/** Command lines that a node started, in order, without the directories of the tools. */
export function commands(scene: Scene, node: NodeName, pattern: RegExp): readonly string[] {
  return scene.pair.trace
    .flatMap((entry) => (entry.kind === 'command' && entry.node === node ? [entry.argv] : []))
    .map(([tool = '', ...args]) => [tool.slice(tool.lastIndexOf('/') + 1), ...args].join(' '))
    .filter((line) => pattern.test(line));
}

/** `kill -9` of every carphast of a node: what it started goes on. */
export function killAll(scene: Scene, node: NodeName): void {
  for (const one of scene.running(node)) {
    one.killed = true;
    one.machine.kill();
  }
}

/** Something that happens once, as a command of the node starts or ends. */
export function once(
  scene: Scene,
  moment: { node: NodeName; phase: 'start' | 'end'; command: RegExp },
  act: () => void,
): void {
  const away = scene.pair.onCommand(
    ({ node, phase, argv }) =>
      node === moment.node && phase === moment.phase && moment.command.test(argv.join(' ')),
    () => {
      away();
      act();
    },
  );
}

/** A command that a person types on a node. */
export async function byHand(scene: Scene, node: NodeName, line: string): Promise<void> {
  const [tool = '', ...args] = line.split(' ');
  const { exec } = scene.pair.node(node).machine();
  await scene.pair.clock.until(exec({ tool, args, limitMs: 60_000 }));
}

/** The same a moment later, while the story goes on. */
export function meddle(scene: Scene, node: NodeName, line: string, afterMs = 0): void {
  const { exec, clock } = scene.pair.node(node).machine();
  const [tool = '', ...args] = line.split(' ');
  void clock.sleep(afterMs).then(() => exec({ tool, args, limitMs: 600_000 }));
}

/** What was logged by a run, one line each. */
export function saidBy(run: Launched): string {
  return run.machine.logged.map(({ level, message }) => `${level} ${message}`).join('\n');
}

/** Runs a command line to its end; its exit status and its log. */
export async function run(
  scene: Scene,
  node: NodeName,
  ...words: string[]
): Promise<{ readonly status: number | undefined; readonly said: string }> {
  const launched = scene.launch(node, ...words);
  const status = await scene.pair.clock.until(launched.ended, 1_200_000);
  return { status, said: saidBy(launched) };
}

/** Every run of carphast on a node from now on, whoever started it. */
export function follow(scene: Scene, node: NodeName): readonly Launched[] {
  const seen: Launched[] = [];
  scene.pair.onStep(() => {
    for (const one of scene.running(node)) if (!seen.includes(one)) seen.push(one);
  });
  return seen;
}

/** I8: one entry for each transition, one after the other, and no record left open. */
export function expectWholeHistory(scene: Scene): void {
  for (const name of ['hast1', 'hast2'] as const) {
    const entries = scene.history(name);
    expect(new Set(entries.map(({ id }) => id)).size, scene.story()).toBe(entries.length);
    const files = scene.pair.node(name).files.names('/var/db/carphast') ?? [];
    expect(
      files.filter((file) => file.startsWith('open-')),
      scene.story(),
    ).toEqual([]);
  }
}

/** At most one transition of a group was in flight at a time. */
export function expectNoOverlap(scene: Scene, node: NodeName): void {
  const entries = scene.history(node);
  entries.slice(1).forEach((entry, at) => {
    const before = entries[at];
    const end = (before?.startedAt ?? 0) + (before?.durationMs ?? 0);
    if (before?.group === entry.group) expect(entry.startedAt).toBeGreaterThanOrEqual(end);
  });
}

/** Our share of net.inet.carp.demotion on a node. */
export function sharesOf(scene: Scene, node: NodeName): number {
  return sharesIn(scene.pair.node(node).state().demotion);
}

export function advskewOf(scene: Scene, node: NodeName, vhid = 1): number | undefined {
  const model = scene.pair.world.nodes.find(({ name }) => name === node);
  return model?.carp.vhids.find((one) => one.vhid === vhid)?.advskew;
}
