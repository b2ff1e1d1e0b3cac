import { mountAt } from '../../freebsd/devices.ts';
import { readMounts } from '../../freebsd/mount.ts';
import { tools } from '../../freebsd/tools.ts';
import { mountArguments } from '../../plan/describe.ts';
import type { ActionOf } from '../../plan/steps.ts';
import { readMountpoint } from '../../world/mountpoints.ts';
import {
  act,
  done,
  failed,
  remaining,
  wordsOf,
  type StepFailure,
  type StepResult,
  type Task,
} from '../task.ts';
import { orFail, until, type Verdict } from '../until.ts';
import { releaseBusy } from './busy.ts';

/** Lies it in another file system of the group, it is there only once that is mounted. */
export async function makeMountpoint(
  task: Task,
  action: ActionOf<'make-mountpoint'>,
): Promise<StepResult> {
  const look = () =>
    readMountpoint(task.machine.exec, { path: action.mountpoint, nested: [] }, task.queryMs);
  const before = await look();
  if (before !== 'missing') return done;
  const ran = await act(task, {
    tool: tools.mkdir,
    args: ['-p', action.mountpoint],
    limitMs: remaining(task),
  });
  const after = await look();
  return after === 'missing'
    ? failed('mountpoint-missing', `mkdir -p ${action.mountpoint}: ${wordsOf(ran)}`)
    : done;
}

/** Mounts, and reads the mount table: only that says from which device. */
export async function mount(task: Task, action: ActionOf<'mount'>): Promise<StepResult> {
  const { mountpoint } = action.filesystem;
  const already = await lookAtMount(task, action);
  if (already.kind === 'yes') return { kind: 'done', note: 'already mounted' };
  if (already.kind === 'failed') return already;
  const trouble = await mountpointTrouble(task, action);
  if (trouble !== undefined) return trouble;
  const ran = await act(task, {
    tool: tools.mount,
    args: mountArguments(action),
    limitMs: remaining(task),
  });
  const settled = task.machine.clock.elapsed() + 2000;
  const result = await until(task, () => lookAtMount(task, action), settled);
  return orFail(result, (text) =>
    failed('mount-failed', `mount ${mountpoint}: ${wordsOf(ran)} (${text})`),
  );
}

async function lookAtMount(task: Task, action: ActionOf<'mount'>): Promise<Verdict> {
  const { mountpoint } = action.filesystem;
  const mounts = await readMounts(task.machine.exec, task.queryMs);
  if (!mounts.known) return { kind: 'not-yet', text: mounts.problem.text };
  const here = mountAt(mounts.value, mountpoint);
  if (here?.special === action.device) return { kind: 'yes' };
  if (here !== undefined)
    return failed('mountpoint-taken', `${here.special} is mounted on ${mountpoint}`);
  const elsewhere = mounts.value.find(({ special }) => special === action.device);
  if (elsewhere !== undefined)
    return failed(
      'mounted-elsewhere',
      `${action.device} is mounted on ${elsewhere.mountpoint}: name that path if ${mountpoint} is a symbolic link`,
    );
  return { kind: 'not-yet', text: `nothing is mounted on ${mountpoint}` };
}

async function mountpointTrouble(
  task: Task,
  action: ActionOf<'mount'>,
): Promise<StepFailure | undefined> {
  const { mountpoint } = action.filesystem;
  const state = await readMountpoint(
    task.machine.exec,
    { path: mountpoint, nested: action.nested },
    task.queryMs,
  );
  if (state === 'missing' || state === 'unknown')
    return failed('mountpoint-missing', `${mountpoint} is not a directory that can be listed`);
  if (state === 'occupied' && action.occupied === 'refuse')
    return failed('mountpoint-occupied', `${mountpoint} has files in it`);
  return undefined;
}

/** Up the ladder that the policy allows, until the mount table does not show it any more. */
export async function unmount(task: Task, action: ActionOf<'unmount'>): Promise<StepResult> {
  const { mountpoint, busy } = action;
  return releaseBusy(task, {
    busy,
    places: () => Promise.resolve([mountpoint]),
    isReleased: () => isUnmounted(task, action),
    release: (limitMs) => act(task, { tool: tools.umount, args: [mountpoint], limitMs }),
    force: (limitMs) => act(task, { tool: tools.umount, args: ['-f', mountpoint], limitMs }),
    fail: (text) => failed('still-mounted', text),
  });
}

async function isUnmounted(task: Task, action: ActionOf<'unmount'>): Promise<Verdict> {
  const mounts = await readMounts(task.machine.exec, task.queryMs);
  if (!mounts.known) return { kind: 'not-yet', text: mounts.problem.text };
  const still = mounts.value.some(
    ({ special, mountpoint }) => special === action.special && mountpoint === action.mountpoint,
  );
  return still
    ? { kind: 'not-yet', text: `${action.special} is mounted on ${action.mountpoint}` }
    : { kind: 'yes' };
}
