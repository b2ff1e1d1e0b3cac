import { openPath } from '../../src/history/paths.ts';
import type { NodeName } from '../../src/sim/index.ts';
import type { Scene } from './scene.ts';

/** Commands that only look: whatever is not among these changes something. */
const looking = [
  /\/ifconfig -a$/,
  /\/hastctl (list|status|dump)/,
  /\/sysctl [^=]*$/,
  /\/mount -p$/,
  /\/(ps|ls|fstat|dd) /,
  /\/zpool (list|status|import -d \S+$)/,
  /\/zfs list /,
  /\/service \S+ onestatus$/,
];

export function isChange(argv: readonly string[]): boolean {
  const line = argv.join(' ');
  return !looking.some((pattern) => pattern.test(line));
}

/**
 * Tells of each boundary of a node's transitions, from the first record that is begun: a step begins
 * or has ended, a command that changes something starts or has ended, a file has been written. It is
 * told in the very moment: a process that is killed there does nothing more.
 */
export function watchBoundaries(
  scene: Scene,
  node: NodeName,
  reached: (boundary: string) => void,
): void {
  let begun = false;
  const tell = (boundary: string): void => {
    begun ||= boundary === 'record begun';
    if (begun) reached(boundary);
  };
  scene.pair.onCommand(
    (seen) => seen.node === node && isChange(seen.argv),
    ({ phase, argv }) => {
      tell(`${phase} of ${argv.join(' ')}`);
    },
  );
  onFile(scene, node, (path) => {
    if (path !== openPath('main')) tell(`change of ${path}`);
  });
  onNote(scene, node, ({ kind, id }) => {
    if (kind === 'begin') tell('record begun');
    if (kind === 'step') tell(beginOf(id));
    if (kind === 'step-ended') tell(endOf(id));
    if (kind === 'closed') tell('record closed');
  });
}

export function beginOf(step: string): string {
  return `begin of step ${step}`;
}

export function endOf(step: string): string {
  return `end of step ${step}`;
}

interface Note {
  /** As in the record of a transition; `closed` when that goes. */
  readonly kind: string;
  readonly id: string;
}

/** Tells of each line of the record of a transition that is under way. */
export function onNote(scene: Scene, node: NodeName, taken: (note: Note) => void): void {
  const part = (line: string, key: string): string =>
    new RegExp(`"${key}":"([^"]*)"`).exec(line)?.[1] ?? '';
  onFile(scene, node, (path) => {
    if (path !== openPath('main')) return;
    const line = scene.pair.node(node).files.text(path)?.trimEnd().split('\n').at(-1);
    if (line === undefined) taken({ kind: 'closed', id: '' });
    else taken({ kind: part(line, 'kind'), id: part(line, 'id') });
  });
}

/** Tells of each change of the root disk; what lies in /var/run is gone after a boot anyway. */
function onFile(scene: Scene, node: NodeName, changed: (path: string) => void): void {
  const model = scene.pair.world.nodes.find(({ name }) => name === node);
  model?.files.listeners.add((path) => {
    if (!path.startsWith('/var/run/')) changed(path);
  });
}
