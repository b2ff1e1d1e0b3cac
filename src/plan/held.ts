import type { Group } from '../config/model.ts';
import type { World } from '../world/world.ts';
import { stepsToStandby } from './demote.ts';
import { roleOf } from './facts.ts';
import type { Action } from './steps.ts';

/** What of a group this node has not let go of, one sentence each. Empty: the peer can have it all. */
export function heldThings(group: Group, world: World): readonly string[] {
  const { mounts } = world;
  const unseen = mounts.known ? [] : [`what is mounted cannot be seen: ${mounts.problem.text}`];
  const left = stepsToStandby(group, world, 'secondary').filter(
    ({ optional }) => optional !== true,
  );
  return [...unseen, ...left.flatMap(({ action }) => sentenceOf(world, action))];
}

function sentenceOf(world: World, action: Action): readonly string[] {
  switch (action.kind) {
    case 'stop': {
      const status = world.services.get(action.service.name);
      const seen = status?.known === true ? 'still runs' : 'does not say whether it runs';
      return [`${action.service.name} ${seen}`];
    }
    case 'unlink':
      return [`${action.link.path} is still a link to ${action.link.target}`];
    case 'unmount':
      return world.mounts.known
        ? [`${action.special} is still mounted on ${action.mountpoint}`]
        : [];
    case 'export':
      return [`pool ${action.pool} is still imported, or cannot be seen`];
    case 'set-role':
      return roleOf(world, action.resource) === 'primary'
        ? [`${action.resource} is still primary`]
        : [];
    default:
      return [];
  }
}
