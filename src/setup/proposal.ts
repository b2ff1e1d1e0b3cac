import { saysYes } from '../freebsd/rc-conf.ts';
import type { Change, Notice, Obstacle, Proposal } from './change.ts';
import { obstacle, partsOf, subjectOf } from './change.ts';
import { cacheChanges, fstabChanges, rcChanges } from './mends.ts';
import { judgeRule, type RuleJudgement } from './rule.ts';
import { ownRuleWorks, ruleChange, ruleName, shippedChanges } from './shipped-changes.ts';
import type { Survey } from './survey.ts';
import { directoryOf, hastConfPath, manifestPath, targets } from './targets.ts';

/**
 * What has to change so that carphast is told of everything and rc keeps out of it; what is in place
 * already is not in it. In the order in which it is written: the rule, which makes devd call, last.
 */
export function propose(survey: Survey, keep: readonly string[]): Proposal {
  const { wanted, notices } = everything(survey, keep);
  const changes = wanted.filter((change) => !isUnfit(survey, change));
  const rule = keep.includes(ruleName) ? undefined : judge(survey);
  return {
    changes,
    notices: [
      ...wanted.filter((change) => isUnfit(survey, change)).map(unfit),
      ...(rule?.notices ?? []),
      ...notices,
      ...surroundings(survey),
      ...(keep.length === 0 ? [] : unknownNames(survey, keep)),
    ],
    obstacles: [...brokenManifest(survey), ...(rule?.obstacles ?? [])],
    directories: directoriesFor(survey, changes),
  };
}

interface Everything {
  readonly wanted: readonly Change[];
  readonly notices: readonly Notice[];
}

function everything(survey: Survey, keep: readonly string[]): Everything {
  const rc = rcChanges(survey, keep);
  const caches = cacheChanges(survey, keep);
  const all = [
    ...tomlChange(survey),
    ...linkChange(survey),
    ...fstabChanges(survey, keep),
    ...caches.changes,
    ...shippedChanges(survey),
    ...rc.changes,
    ...ruleChange(survey),
  ];
  const wanted = all.filter((change) => !partsOf(change).some(({ name }) => keep.includes(name)));
  return { wanted, notices: [...rc.notices, ...caches.notices] };
}

function judge(survey: Survey): RuleJudgement {
  return judgeRule(ownRuleWorks(survey) ? survey.devd.now : survey.devd.then, survey.config);
}

/** What was done already has no name any more, so that is no mistake; a slip of the pen may be. */
function unknownNames(survey: Survey, keep: readonly string[]): readonly Notice[] {
  const names = everything(survey, [])
    .wanted.flatMap(partsOf)
    .map(({ name }) => name);
  return keep
    .filter((name) => !names.includes(name))
    .map((name) => ({ text: `--keep ${name}: nothing of that name was to be changed` }));
}

function tomlChange({ toml }: Survey): readonly Change[] {
  if (toml === undefined) return [];
  const parts = [{ name: 'config', why: 'what this pair serves' }];
  const after = { text: toml, mode: 0o644 };
  return [{ kind: 'file', path: targets.config, before: undefined, after, parts }];
}

/** The rule and the script call carphast by this path. */
function linkChange({ files, shipped }: Survey): readonly Change[] {
  const found = files.get(targets.program);
  if (found === undefined || found.link !== undefined || found.text.kind !== 'absent') return [];
  const part = { name: 'program', why: 'what the devd rule and the rc script call' };
  return [{ kind: 'link', path: targets.program, target: shipped.launcher, part }];
}

/** Writing through a link, or over what cannot be read, is left to a person. */
function isUnfit({ files }: Survey, change: Change): boolean {
  if (change.kind !== 'file') return false;
  const found = files.get(change.path);
  return found?.link !== undefined || found?.text.kind === 'unreadable';
}

function unfit(change: Change): Notice {
  const names = partsOf(change)
    .map(({ name }) => name)
    .join(', ');
  return {
    text: `${subjectOf(change)} is a symbolic link, or cannot be read: left as it is (${names})`,
    next: `make it a plain file, and carphast setup again`,
  };
}

function brokenManifest({ manifest }: Survey): readonly Obstacle[] {
  if (manifest.kind !== 'broken') return [];
  const text = `${manifestPath}: ${manifest.text}; it says what setup has written before`;
  return [obstacle('manifest-broken', text, 'look at it, and move it away')];
}

function directoriesFor(survey: Survey, changes: readonly Change[]): readonly string[] {
  const places = changes.flatMap((change) => (change.kind === 'cachefile' ? [] : [change.path]));
  const needed = [...places, manifestPath].map(directoryOf);
  return changes.length === 0
    ? []
    : survey.missing.filter((path) => needed.some((one) => `${one}/`.startsWith(`${path}/`)));
}

/** What has to be right around carphast, and is not setup's to change. */
function surroundings(survey: Survey): readonly Notice[] {
  const { carp, settings, files, shipped, rcvars } = survey;
  const hastConf = files.get(hastConfPath)?.text;
  const hooked =
    hastConf?.kind === 'text' && /^\s*exec\s.*carphast-hast-event/m.test(hastConf.text);
  const unknown = [...rcvars].flatMap(([service, rcvar]) =>
    rcvar.known
      ? []
      : [{ text: `whether rc starts ${service} at boot cannot be told: ${rcvar.problem.text}` }],
  );
  const program = files.get(targets.program);
  const dangling = program?.text.kind === 'absent' && program.link !== undefined;
  return [
    ...unknown,
    ...(dangling && program.link !== shipped.launcher ? [lost(shipped.launcher)] : []),
    ...(carp.known && !carp.value.preempt ? [preempt] : []),
    ...(settings.known && !saysYes(settings.value.get('hastd_enable')) ? [hastd] : []),
    ...(hooked ? [] : [hook(shipped.hook)]),
  ];
}

function lost(launcher: string): Notice {
  return {
    text: `${targets.program} points to nothing; the devd rule and the rc script call it`,
    next: `ln -sf ${launcher} ${targets.program}`,
  };
}

const preempt: Notice = {
  text: 'net.inet.carp.preempt is off: a node that cannot serve has no quick way to give the address away',
  next: 'sysctl net.inet.carp.preempt=1, and the same in /etc/sysctl.conf, on both nodes',
};

const hastd: Notice = {
  text: 'hastd is not started at boot',
  next: 'sysrc hastd_enable=YES',
};

function hook(path: string): Notice {
  return {
    text: 'hastd does not tell carphast of connections and of a split brain',
    next: `this line at the top of ${hastConfPath}, on both nodes: exec ${path}`,
  };
}
