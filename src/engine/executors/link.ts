import type { Link } from '../../config/model.ts';
import type { ActionOf } from '../../plan/steps.ts';
import type { Written } from '../../system/ports.ts';
import { readLink } from '../../world/links.ts';
import { done, failed, type StepResult, type Task } from '../task.ts';

/** Where a node's own state waits while the link to the shared one stands in its place. */
export function asidePath(link: Link): string {
  return `${link.path}.local`;
}

/** Puts the link in place; what the node itself had there is kept aside. */
export function makeLink(task: Task, { link }: ActionOf<'link'>): StepResult {
  const { files } = task.machine;
  const before = readLink(files, link);
  if (before === 'linked') return done;
  const moved: Written =
    before === 'file'
      ? files.rename(link.path, asidePath(link))
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

/** Takes the link away; what was kept aside comes back. */
export function takeLink(task: Task, { link }: ActionOf<'unlink'>): StepResult {
  const { files } = task.machine;
  const removed = readLink(files, link) === 'linked' ? files.remove(link.path) : undefined;
  if (removed?.kind === 'failed') return failed('link-failed', `${link.path}: ${removed.message}`);
  const aside = asidePath(link);
  if (files.exists(aside) && !files.exists(link.path)) files.rename(aside, link.path);
  return done;
}
