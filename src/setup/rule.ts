import type { Config } from '../config/model.ts';
import { rulesFor, type DevdRule, type MatchingRule } from '../freebsd/devd-conf.ts';
import type { DevdLook } from '../freebsd/devd-files.ts';
import { carpStates } from '../freebsd/types.ts';
import { obstacle, type Notice, type Obstacle } from './change.ts';
import { directoryOf, targets } from './targets.ts';

export interface RuleJudgement {
  readonly obstacles: readonly Obstacle[];
  readonly notices: readonly Notice[];
}

/**
 * Whether devd will call carphast once the rule is in place. Of all rules that match an event devd
 * runs the first one only, so every other rule that matches one of ours is named.
 */
export function judgeRule({ conf }: DevdLook, config: Config): RuleJudgement {
  if (conf.kind === 'invalid') {
    const place = conf.line === 0 ? conf.file : `${conf.file}:${conf.line}`;
    const text = `devd cannot read its configuration, and would not start: ${place}: ${conf.text}`;
    const next = `mend ${conf.file}`;
    return { obstacles: [obstacle('devd-conf-invalid', text, next)], notices: [] };
  }
  const directory = directoryOf(targets.rule);
  if (!conf.directories.some((one) => one.replace(/\/+$/, '') === directory)) {
    const text = `/etc/devd.conf does not name ${directory}, so devd would not read the rule`;
    const next = `directory "${directory}"; among the options of /etc/devd.conf`;
    return { obstacles: [obstacle('devd-directory', text, next)], notices: [] };
  }
  return judgeOthers(conf.rules, config);
}

/** The rule that devd runs for an event of each managed vhid, where it is always the same one. */
export function firstRule({ conf }: DevdLook, config: Config): DevdRule | undefined {
  if (conf.kind === 'invalid') return undefined;
  const firsts = eventsOf(config).map((event) => rulesFor(conf.rules, event)[0]);
  const [first] = firsts;
  const same = firsts.every((one) => one?.file === first?.file && one?.line === first?.line);
  return same && first?.certain === true ? first : undefined;
}

function judgeOthers(rules: readonly DevdRule[], config: Config): RuleJudgement {
  const ours = rules.find(({ file }) => file === targets.rule)?.priority ?? 0;
  const obstacles: Obstacle[] = [];
  const notices: Notice[] = [];
  for (const { rule, states } of othersOf(rules, config)) {
    const what = `${rule.file}:${rule.line} (notify ${rule.priority}, ${whose(rule)})`;
    const events = `CARP's ${states.join(', ')}`;
    if (rule.priority < ours)
      notices.push({ text: `${what} matches ${events} too, and is not run for it any more` });
    else if (rule.certain)
      obstacles.push(
        obstacle(
          'rule-shadowed',
          `${what} matches ${events} too; devd runs one rule only, and that may be this one`,
          `remove it, or give it a number below ${ours}`,
        ),
      );
    else
      notices.push({
        text: `${what} may match ${events} too; it cannot be told from here. If it does, carphast is not called`,
        next: `give it a number below ${ours}`,
      });
  }
  return { obstacles, notices };
}

function whose({ actions }: DevdRule): string {
  const [action] = actions;
  if (action === undefined) return 'without an action';
  const shown = action.length > 60 ? `${action.slice(0, 60)}...` : action;
  return `action "${shown.replace(/\s+/g, ' ')}"`;
}

interface Other {
  readonly rule: MatchingRule;
  readonly states: readonly string[];
}

function othersOf(rules: readonly DevdRule[], config: Config): readonly Other[] {
  const found = new Map<string, { rule: MatchingRule; states: Set<string> }>();
  for (const event of eventsOf(config))
    for (const rule of rulesFor(rules, event)) {
      if (rule.file === targets.rule) continue;
      const key = `${rule.file}:${rule.line}`;
      const known = found.get(key) ?? { rule, states: new Set() };
      known.states.add(event.type);
      found.set(key, rule.certain ? { ...known, rule } : known);
    }
  return [...found.values()].map(({ rule, states }) => ({ rule, states: [...states] }));
}

interface CarpEvent extends Readonly<Record<string, string>> {
  readonly type: string;
}

function eventsOf(config: Config): readonly CarpEvent[] {
  const vhids = config.groups.flatMap((group) => group.vhids);
  return vhids.flatMap((subsystem) =>
    carpStates.map((type) => ({ system: 'CARP', subsystem, type })),
  );
}
