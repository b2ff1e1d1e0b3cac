import { configPath } from '../config/load.ts';
import { freezePath, maintenancePath, releasedPath } from '../history/paths.ts';
import { endProcess, type NodeModel } from '../sim/index.ts';
import { boot } from './faults/power.ts';
import { startHastd } from './faults/hast.ts';
import { tomlOn, type Stage } from './stage.ts';

/**
 * Puts right what a person would: cables, disks, daemons, programs in the way, the file; switches on
 * what is off, and switches off what hangs. What carphast itself has done stays.
 */
export function repairAll(stage: Stage): void {
  for (const model of stage.pair.world.nodes) repairNode(stage, model);
}

/** The same for one node, with the switches between both. */
export function repairNode(stage: Stage, model: NodeModel): void {
  const { pair } = stage;
  pair.heal('both');
  for (const network of ['client', 'sync'] as const) {
    pair.loseFrom(model.name, network, false);
    pair.slowDown(network, 0);
    if (!model.cables[network]) pair.node(model.name).cableIn(network);
  }
  repairMachine(stage, model);
}

function repairMachine(stage: Stage, model: NodeModel): void {
  const node = stage.pair.node(model.name);
  node.clearFaults();
  node.hastdRecovers();
  node.devdStart();
  model.devd.tampered.length = 0;
  for (const name of model.services.keys()) node.serviceBehaves(name, {});
  for (const process of [...model.processes.values()])
    if (isInTheWay(process)) endProcess(model, process, 'SIGKILL');
  for (const path of besideTheData(model)) node.files.drop(path);
  node.files.put(configPath, tomlOn(model.name, stage.setup.toml), 0o644, 0);
  for (const { data, resource } of model.disks.values())
    if (data.type === 'ufs' && data.damage === 'hopeless') node.fsckOutcome(resource, 'none');
  // A pool whose device was pulled, or that is suspended, lets go only of a machine that boots.
  if (model.pools.some(({ broken, health }) => broken || health !== 'ONLINE')) node.powerCut();
  endHolds(stage, model);
  startHastd({ model })();
  boot({ node, model })();
}

/** Of a machine that is off they end without a word: nobody can type there before it has booted. */
function endHolds({ pair, call }: Stage, { name, power }: NodeModel): void {
  const { files } = pair.node(name);
  if (power !== 'on') {
    for (const path of [maintenancePath, freezePath]) files.drop(path);
    return;
  }
  if (files.text(releasedPath) !== undefined) call(name, 'resume');
  if ([maintenancePath, freezePath].some((path) => files.text(path) !== undefined))
    call(name, 'maintenance', 'off');
}

/** What a stray service has left on the root disk, where the data should be: somebody looks, and moves it away. */
function besideTheData({ world, files }: NodeModel): readonly string[] {
  return [...files.entries.keys()].filter((path) =>
    world.settings.mountpoints.some((mountpoint) => path.startsWith(`${mountpoint}/`)),
  );
}

function isInTheWay({
  command,
  stuck,
}: {
  readonly command: string;
  readonly stuck: boolean;
}): boolean {
  return stuck || command.startsWith('sleep ');
}
