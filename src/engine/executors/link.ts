import type { Link } from '../../config/model.ts';
import type { ActionOf } from '../../plan/steps.ts';
import type { Files, Written } from '../../system/ports.ts';
import { readLink } from '../../world/links.ts';
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

const mostAsides = 10;

/**
 * Where a node's own state waits while the link to the shared one stands in its place: `.local`,
 * or beside what somebody has left there, `.local.1` and so on. Nothing is ever overwritten.
 */
function asidePaths(
  files: Files,
  link: Link,
): { newest: string | undefined; free: string | undefined } {
  const first = `${link.path}.local`;
  const names = [first, ...Array.from({ length: mostAsides }, (_, at) => `${first}.${at + 1}`)];
  const taken = names.findLastIndex(
    (name) => files.exists(name) || files.linkTarget(name) !== undefined,
  );
  return { newest: names[taken], free: names[taken + 1] };
}

/** Takes the link away; what was kept aside comes back. */
export function takeLink(task: Task, { link }: ActionOf<'unlink'>): StepResult {
  const { files } = task.machine;
  const removed = readLink(files, link) === 'linked' ? files.remove(link.path) : undefined;
  if (removed?.kind === 'failed') return failed('link-failed', `${link.path}: ${removed.message}`);
  const { newest } = asidePaths(files, link);
  if (newest !== undefined && readLink(files, link) === 'absent') files.rename(newest, link.path);
  return done;
}
