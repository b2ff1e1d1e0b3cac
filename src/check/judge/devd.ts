import { rulesFor, type DevdRule, type MatchingRule } from '../../freebsd/devd-conf.ts';
import { carpStates } from '../../freebsd/types.ts';
import { isStopped } from '../../plan/facts.ts';
import { callsCarphast, programOf, quotesVariables } from '../../freebsd/devd-actions.ts';
import type { DevdFacts, Facts } from '../facts.ts';
import { finding, unseen, when, type Finding } from '../finding.ts';

/** Whether CARP’s events start carphast. */
export function judgeDevd({ devd, config }: Facts): readonly Finding[] {
  const vhids = config.groups.flatMap((group) => group.vhids);
  return [...judgeDaemon(devd), ...judgeRules(devd, vhids)];
}

function judgeDaemon({ service }: DevdFacts): readonly Finding[] {
  if (!service.known) return [unseen(service.problem)];
  return when(isStopped(service.value), 'devd-not-running', 'service devd onestatus: not running');
}

function judgeRules({ conf, launchers }: DevdFacts, vhids: readonly string[]): readonly Finding[] {
  if (conf.kind === 'invalid')
    return [finding('devd-conf-invalid', `${conf.file}:${conf.line}: ${conf.text}`)];
  const events = vhids.flatMap((subsystem) => carpStates.map((type) => ({ subsystem, type })));
  const heard = events.map((event) => ({
    ...event,
    rules: rulesFor(conf.rules, { system: 'CARP', ...event }),
  }));
  if (!heard.some(({ rules }) => rules.some(isOurs)))
    return when(vhids.length > 0, 'rule-missing', `no notify rule for CARP calls carphast`);
  const ours = unique(heard.flatMap(({ rules }) => rules.filter(isOurs)));
  return [
    ...oncePerText(heard.flatMap(judgeEvent)),
    ...ours.flatMap((rule) => judgeRule(rule, launchers)),
  ];
}

interface Heard {
  readonly subsystem: string;
  readonly type: string;
  readonly rules: readonly MatchingRule[];
}

function judgeEvent({ subsystem, type, rules }: Heard): readonly Finding[] {
  const own = rules.find(isOurs);
  if (own === undefined)
    return type === 'INIT'
      ? [finding('rule-without-init', `no rule calls carphast when ${subsystem} goes to INIT`)]
      : [finding('rule-missing', `no rule calls carphast for ${type} of ${subsystem}`)];
  // Among equal numbers the order is that of the directory, which is not sorted.
  const rivals = rules.filter((rule) => !isOurs(rule) && rule.priority >= own.priority);
  return rivals.map((rival) => judgeRival(rival, own));
}

function judgeRival(rival: MatchingRule, own: DevdRule): Finding {
  const next = `remove the rule in ${placeOf(rival)}, or give it a lower number than ${own.priority}; then service devd restart`;
  return rival.certain
    ? finding(
        'rule-shadowed',
        `${placeOf(rival)} takes CARP’s events before carphast’s rule in ${placeOf(own)}`,
        next,
      )
    : finding(
        'unseen',
        `whether ${placeOf(rival)} matches CARP’s events cannot be told; if it does, carphast is not called`,
        next,
      );
}

function judgeRule(rule: DevdRule, launchers: ReadonlySet<string>): readonly Finding[] {
  const action = rule.actions.find(callsCarphast) ?? '';
  const program = programOf(action);
  const where = placeOf(rule);
  return [
    ...when(quotesVariables(action), 'rule-quotes', `${where}: ${action}`),
    ...when(
      !/\s--detach\b/.test(action) && !action.trimEnd().endsWith('&'),
      'rule-blocks',
      `${where}: ${action}`,
    ),
    ...when(
      program.startsWith('/') && !launchers.has(program),
      'launcher-missing',
      `${where} names ${program}, and there is no such file`,
      `ln -s /usr/local/libexec/carphast/bin/carphast ${program}`,
    ),
  ];
}

function isOurs({ actions }: DevdRule): boolean {
  return actions.some(callsCarphast);
}

function placeOf({ file, line, priority }: DevdRule): string {
  return `${file}:${line} (notify ${priority})`;
}

function unique(rules: readonly DevdRule[]): readonly DevdRule[] {
  return rules.filter(
    (rule, at) =>
      rules.findIndex(({ file, line }) => file === rule.file && line === rule.line) === at,
  );
}

function oncePerText(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((one, at) => findings.findIndex(({ text }) => text === one.text) === at);
}
