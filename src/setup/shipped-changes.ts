import { callsCarphast } from '../freebsd/devd-actions.ts';
import type { Change, FileState, Part } from './change.ts';
import { firstRule } from './rule.ts';
import { sources } from './shipped.ts';
import type { Survey } from './survey.ts';
import { targets } from './targets.ts';

/** The files that come with the package, where they are not in place yet. */
export function shippedChanges(survey: Survey): readonly Change[] {
  const { shipped } = survey;
  return [
    ...rotation(survey),
    ...copy(survey, {
      path: targets.periodic,
      text: shipped.periodic,
      mode: 0o555,
      source: sources.periodic,
      part: { name: 'periodic', why: 'the daily mail says what this node is' },
    }),
    ...copy(survey, {
      path: targets.hold,
      text: shipped.hold,
      mode: 0o555,
      source: sources.hold,
      part: {
        name: 'rc.d-hold',
        why: 'keeps a node that boots from taking an address that is served',
      },
    }),
    ...copy(survey, {
      path: targets.script,
      text: shipped.script,
      mode: 0o555,
      source: sources.script,
      part: { name: 'rc.d', why: 'looks at everything after a boot, and lets go at shutdown' },
    }),
  ];
}

/** Of the rule, for --keep. */
export const ruleName = 'devd';

/** Goes in last: with it devd calls carphast. A rule that was adapted, and works, stays. */
export function ruleChange(survey: Survey): readonly Change[] {
  if (ownRuleWorks(survey)) return [];
  return copy(survey, {
    path: targets.rule,
    text: survey.shipped.rule,
    mode: 0o644,
    source: sources.rule,
    part: { name: ruleName, why: 'tells carphast of every CARP transition' },
  });
}

/** Whether somebody has a rule of his own in our file, and devd calls carphast by it. */
export function ownRuleWorks(survey: Survey): boolean {
  const there = survey.files.get(targets.rule)?.text;
  if (there?.kind !== 'text' || there.text === survey.shipped.rule) return false;
  const first = firstRule(survey.devd.now, survey.config);
  return first?.file === targets.rule && first.actions.some(callsCarphast);
}

/** A rotation that is there may have been adapted: it stays. */
function rotation(survey: Survey): readonly Change[] {
  if (survey.files.get(targets.rotation)?.text.kind !== 'absent') return [];
  const log = survey.config.log.file;
  const usual = '/var/log/carphast.json\t';
  const text =
    log === undefined
      ? survey.shipped.rotation
      : survey.shipped.rotation.replace(usual, `${log}\t`);
  return copy(survey, {
    path: targets.rotation,
    text,
    mode: 0o644,
    ...(text === survey.shipped.rotation ? { source: sources.rotation } : {}),
    part: { name: 'newsyslog', why: 'rotates the JSON log, where [log] file turns it on' },
  });
}

interface Copy extends FileState {
  readonly path: string;
  readonly source?: string;
  readonly part: Part;
}

function copy(survey: Survey, { path, text, mode, source, part }: Copy): readonly Change[] {
  const there = survey.files.get(path)?.text;
  const before =
    there?.kind === 'text' ? { text: there.text, mode: there.mode & 0o7777 } : undefined;
  if (before !== undefined && before.text === text && allows(before.mode, mode)) return [];
  const copyOf = before === undefined && source !== undefined ? { copyOf: source } : {};
  return [{ kind: 'file', path, before, after: { text, mode }, parts: [part], ...copyOf }];
}

/** Whether the bits that matter are there, and nobody else may write. */
function allows(mode: number, wanted: number): boolean {
  return (mode & wanted) === wanted && (mode & 0o022) === 0;
}
