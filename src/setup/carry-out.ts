import { call } from '../freebsd/call.ts';
import { tools } from '../freebsd/tools.ts';
import type { Machine, Written } from '../system/ports.ts';
import { subjectOf, type Change, type Proposal } from './change.ts';
import { extended, manifestOf, readManifest, writeManifest } from './manifest.ts';
import { manifestPath } from './targets.ts';

export type CarriedOut =
  | { readonly kind: 'done'; readonly written: readonly Change[] }
  | {
      readonly kind: 'failed';
      readonly written: readonly Change[];
      readonly subject: string;
      readonly why: string;
    };

const zpoolMs = 30_000;

/**
 * Writes what was proposed, in its order, and stops at the first that fails. What is about to be
 * written is in the manifest before: whenever this ends, setup can be run again, or taken back.
 */
export async function carryOut(
  machine: Machine,
  { changes, directories }: Pick<Proposal, 'changes' | 'directories'>,
): Promise<CarriedOut> {
  const { files, log } = machine;
  const written: Change[] = [];
  const failed = (subject: string, why: string): CarriedOut => {
    log.info(`setup could not write ${subject}: ${why}`);
    return { kind: 'failed', written, subject, why };
  };
  const known = manifestOf(readManifest(files));
  const noted = makeDirectories(machine, directories.filter(holdsManifest));
  const kept = noted ?? problemOf(writeManifest(files, extended(known, changes, directories)));
  if (kept !== undefined) return failed(manifestPath, kept);
  const made = makeDirectories(machine, directories);
  if (made !== undefined) return failed('the directories', made);
  for (const change of changes) {
    const why = await write(machine, change);
    if (why !== undefined) return failed(subjectOf(change), why);
    log.info(`setup wrote ${subjectOf(change)}`);
    written.push(change);
  }
  return { kind: 'done', written };
}

/** Nobody but root looks into what carphast keeps. */
const privateMode = 0o700;
const publicMode = 0o755;

function holdsManifest(path: string): boolean {
  return manifestPath.startsWith(`${path}/`);
}

function makeDirectories({ files }: Machine, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    if (files.exists(path)) continue;
    const isLast = manifestPath.slice(0, manifestPath.lastIndexOf('/')) === path;
    const why = problemOf(files.makeDirectory(path, isLast ? privateMode : publicMode));
    if (why !== undefined) return why;
  }
  return undefined;
}

async function write(machine: Machine, change: Change): Promise<string | undefined> {
  const { files } = machine;
  switch (change.kind) {
    case 'file': {
      const now = files.readText(change.path);
      const text = now.kind === 'text' ? now.text : undefined;
      if (text !== change.before?.text) return 'it was changed while you looked; run setup again';
      return problemOf(files.installText(change.path, change.after.text, change.after.mode));
    }
    case 'link':
      return problemOf(files.makeLink(change.target, change.path));
    case 'cachefile':
      return setCachefile(machine, change.pool, 'none');
  }
}

/** An empty value is ZFS's own cache file. Undefined when it worked. */
export async function setCachefile(
  { exec }: Machine,
  pool: string,
  value: 'none' | '',
): Promise<string | undefined> {
  const args = ['set', `cachefile=${value}`, pool];
  const answer = await call(exec, { tool: tools.zpool, args, limitMs: zpoolMs });
  if (!answer.known) return answer.problem.text;
  const { status, stderr } = answer.value;
  return status === 0 ? undefined : `zpool: exit ${status}: ${stderr.trim()}`;
}

function problemOf(written: Written): string | undefined {
  return written.kind === 'failed' ? written.message : undefined;
}
