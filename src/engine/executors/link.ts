import type { Link } from '../../config/model.ts';
import type { ActionOf } from '../../plan/steps.ts';
import type { Files, Written } from '../../system/ports.ts';
import { asidePaths, readLink } from '../../world/links.ts';
import { done, failed, type StepResult, type Task } from '../task.ts';

/** Puts the link in place; what the node itself had there is kept aside. */
export function makeLink(task: Task, { link }: ActionOf<'link'>): StepResult {
  const { files } = task.machine;
  const before = readLink(files, link);
  if (before === 'linked') return done;
  const moved: Written =
    before === 'file'
      ? keepAside(files, link)
      : before === 'elsewhere'
        ? files.remove(link.path)
        : { kind: 'written' };
  const made = moved.kind === 'written' ? files.makeLink(link.target, link.path) : moved;
  if (readLink(files, link) === 'linked') return done;
  return failed(
    'link-failed',
    `${link.path}: ${made.kind === 'failed' ? made.message : 'it is not there'}`,
  );
}

function keepAside(files: Files, link: Link): Written {
  const { free } = asidePaths(files, link);
  return free === undefined
    ? { kind: 'failed', message: `${link.path}.local and all further names for it are taken` }
    : files.rename(link.path, free);
}

/** Takes the link away, if it is there; what was kept aside comes back. */
export function takeLink(task: Task, { link }: ActionOf<'unlink'>): StepResult {
  const { files } = task.machine;
  const removed = readLink(files, link) === 'linked' ? files.remove(link.path) : undefined;
  if (removed?.kind === 'failed') return failed('link-failed', `${link.path}: ${removed.message}`);
  const { newest } = asidePaths(files, link);
  if (newest === undefined || readLink(files, link) !== 'aside') return done;
  const back = files.rename(newest, link.path);
  return back.kind === 'written' ? done : failed('link-failed', `${newest}: ${back.message}`);
}
