import type { Group } from '../config/model.ts';
import { devicePath } from '../freebsd/devices.ts';
import { saysYes } from '../freebsd/rc-conf.ts';
import type { Change, FileState, Notice, Part } from './change.ts';
import { addNoauto, assigns, setVariable, type Edited } from './edits.ts';
import type { Survey } from './survey.ts';
import { fstabPath, rcConfLocalPath, rcConfPath } from './targets.ts';

/** What setup changes of the base system, and where it cannot. */
export interface Mends {
  readonly changes: readonly Change[];
  readonly notices: readonly Notice[];
}

/** Turns carphast on, and the services that it starts itself off. */
export function rcChanges(survey: Survey, keep: readonly string[]): Mends {
  const wanted = wantedVariables(survey).filter(({ name }) => !keep.includes(name));
  const files = [rcConfPath, rcConfLocalPath].map((path) => ({ path, ...textAt(survey, path) }));
  const notices: Notice[] = [];
  const parts = new Map<string, Part[]>();
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  for (const { name, value, why } of wanted) {
    const path = assigns(texts.get(rcConfLocalPath) ?? '', name) ? rcConfLocalPath : rcConfPath;
    const edited = setVariable(texts.get(path) ?? '', name, value);
    if (edited.kind === 'edited') {
      texts.set(path, edited.text);
      parts.set(path, [...(parts.get(path) ?? []), { name, why }]);
    } else notices.push(notEdited(edited, { path, name, value }));
  }
  const changes = files.flatMap(({ path, before }) => {
    const [text, why] = [texts.get(path), parts.get(path)];
    if (text === undefined || why === undefined) return [];
    const after = { text, mode: before?.mode ?? 0o644 };
    return [{ kind: 'file' as const, path, before, after, parts: why }];
  });
  return { changes, notices };
}

/** hastd does not run yet when rc mounts what fstab names; the boot would stop there. */
export function fstabChanges(survey: Survey, keep: readonly string[]): readonly Change[] {
  const { text: now, before } = textAt(survey, fstabPath);
  const isOurs = (special: string): boolean =>
    !keep.includes(special) && special.startsWith(devicePath(''));
  const { text, specials } = addNoauto(now, isOurs);
  if (specials.length === 0 || before === undefined) return [];
  const why = 'hastd does not run yet when rc mounts: without noauto the boot would stop';
  const parts = specials.map((name) => ({ name, why }));
  return [{ kind: 'file', path: fstabPath, before, after: { text, mode: before.mode }, parts }];
}

/** rc would import what a cache file names, and at a boot there is no device of HAST. */
export function cacheChanges(survey: Survey, keep: readonly string[]): Mends {
  const managed = poolsOf(survey.config.groups).filter((name) => !keep.includes(name));
  const imported = survey.pools.known ? survey.pools.value.map(({ name }) => name) : [];
  const changes: Change[] = [];
  const notices: Notice[] = [];
  for (const { path, pools } of survey.caches) {
    if (!pools.known) {
      notices.push({ text: `${path}: ${pools.problem.text}`, next: `zdb -C -U ${path}` });
      continue;
    }
    for (const pool of managed.filter((name) => pools.value.includes(name)))
      if (imported.includes(pool)) {
        const why = `rc would import it at boot, by ${path}`;
        changes.push({ kind: 'cachefile', pool, part: { name: pool, why } });
      } else
        notices.push({
          text: `${path} names pool ${pool}, which is not imported here: rc would import it at boot`,
          next: `rm ${path}, where it names no pool that this node boots with`,
        });
  }
  return { changes, notices };
}

interface Wanted {
  readonly name: string;
  readonly value: 'YES' | 'NO';
  readonly why: string;
}

function wantedVariables({ settings, rcvars }: Survey): readonly Wanted[] {
  const enabled = settings.known && saysYes(settings.value.get('carphast_enable'));
  const ours: Wanted = {
    name: 'carphast_enable',
    value: 'YES',
    why: 'carphast looks after the boot, and lets go at shutdown',
  };
  const managed = [...rcvars].flatMap(([service, rcvar]) => {
    if (!rcvar.known || rcvar.value?.enabled !== true) return [];
    const why = `carphast starts ${service}, once its storage is there; rc would start it without`;
    return [{ name: rcvar.value.name, value: 'NO' as const, why }];
  });
  return [...(enabled ? [] : [ours]), ...managed];
}

function notEdited(
  edited: Exclude<Edited, { readonly kind: 'edited' }>,
  { path, name, value }: { readonly path: string; readonly name: string; readonly value: string },
): Notice {
  if (edited.kind === 'unchanged')
    return {
      text: `${path} says ${name}="${value}", but something else says otherwise (rc.conf.d?)`,
      next: `grep -r ${name} /etc /usr/local/etc`,
    };
  return {
    text: `${path}:${edited.line} is more than a plain assignment, and is left as it is`,
    next: `sysrc ${name}=${value}`,
  };
}

function textAt(
  survey: Survey,
  path: string,
): { readonly text: string; readonly before: FileState | undefined } {
  const there = survey.files.get(path)?.text;
  if (there?.kind !== 'text') return { text: '', before: undefined };
  return { text: there.text, before: { text: there.text, mode: there.mode & 0o7777 } };
}

function poolsOf(groups: readonly Group[]): readonly string[] {
  return groups.flatMap((group) => group.pools.map(({ name }) => name));
}
