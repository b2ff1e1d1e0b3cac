import type { Look, Outcome } from '../setup/apply.ts';
import { partsOf, subjectOf, type Change, type Notice, type Proposal } from '../setup/change.ts';
import type { Restarted } from '../setup/devd.ts';
import { linesOf, unified } from '../setup/diff.ts';
import type { TakenBack } from '../setup/take-back.ts';
import { targets } from '../setup/targets.ts';
import { columns, paint, printJson, type Terminal } from '../text/terminal.ts';

/** What would be written, as a diff; then what is left to a person. */
export function sayProposal(terminal: Terminal, proposal: Proposal, devdOwed: boolean): void {
  for (const change of proposal.changes) sayChange(terminal, change);
  if (devdOwed) terminal.print('devd has not read the rule yet: it would be restarted.');
  for (const notice of proposal.notices) sayNotice(terminal, 'note', notice);
  for (const obstacle of proposal.obstacles)
    sayNotice(terminal, `cannot go on [${obstacle.code}]`, obstacle);
}

/** The end of it, for people or, as one document, for programs. */
export function reportSetup(
  terminal: Terminal,
  given: { readonly proposal: Proposal; readonly outcome: Outcome; readonly json: boolean },
): void {
  const { proposal, outcome, json } = given;
  if (json) printJson(terminal, asJson(proposal, outcome));
  else sayOutcome(terminal, proposal, outcome);
}

export function reportTakenBack(terminal: Terminal, taken: TakenBack, json: boolean): void {
  const { undone, left, devd } = taken;
  if (json) {
    const outcome = left.length > 0 ? 'left' : undone.length > 0 ? 'taken-back' : 'unchanged';
    printJson(terminal, { v: 1, outcome, undone, left, devd: devd?.kind ?? null });
    return;
  }
  for (const subject of undone) terminal.print(`taken back  ${subject}`);
  for (const { subject, why } of left) terminal.complain(`left ${subject}: ${why}`);
  if (devd?.kind === 'failed' || devd?.kind === 'unknown')
    terminal.complain(`${devd.why}. Type: service devd restart`);
  if (undone.length + left.length === 0) terminal.print('There is nothing of setup to take back.');
  else if (left.length === 0)
    terminal.print('What runs now goes on; from here on nobody moves it. The history stays.');
}

function sayChange(terminal: Terminal, change: Change): void {
  const whys = partsOf(change).map(({ name, why }) => `${why} (${name})`);
  terminal.print(paint(terminal, 'bold', `${subjectOf(change)}: ${whys.join('; ')}`));
  for (const line of bodyOf(change)) terminal.print(coloured(terminal, line));
  terminal.print('');
}

/** A copy of a file that everybody has is not worth its pages. */
function bodyOf(change: Change): readonly string[] {
  switch (change.kind) {
    case 'link':
      return [`+ symbolic link to ${change.target}`];
    case 'cachefile':
      return [`+ zpool set cachefile=none ${change.pool}`];
    case 'file': {
      const { path, before, after, copyOf } = change;
      const mode = after.mode.toString(8).padStart(4, '0');
      if (copyOf !== undefined)
        return [`+ ${linesOf(after.text).length} lines, mode ${mode}: ${copyOf} of the package`];
      return [
        ...(before === undefined ? [`--- /dev/null`] : [`--- ${path}`]),
        `+++ ${path}${before?.mode === after.mode ? '' : ` (mode ${mode})`}`,
        ...unified(before?.text ?? '', after.text),
      ];
    }
  }
}

function coloured(terminal: Terminal, line: string): string {
  if (line.startsWith('+')) return paint(terminal, 'green', line);
  if (line.startsWith('-')) return paint(terminal, 'red', line);
  return line.startsWith('@@') ? paint(terminal, 'dim', line) : line;
}

function sayNotice(terminal: Terminal, head: string, { text, next }: Notice): void {
  terminal.print(`${paint(terminal, 'yellow', head)}: ${text}`);
  if (next !== undefined) terminal.print(`  next: ${next}`);
}

function sayOutcome(terminal: Terminal, proposal: Proposal, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'unchanged':
      terminal.print(
        proposal.notices.length === 0
          ? 'Everything is in place: nothing to write.'
          : 'Nothing to write; what the notes name is left to you.',
      );
      return;
    case 'proposed':
      terminal.print(
        'Nothing was written: --yes writes it, --keep NAME leaves one thing as it is.',
      );
      return;
    case 'declined':
    case 'refused':
      terminal.print('Nothing was written.');
      return;
    case 'written':
      sayWritten(terminal, proposal, outcome.devd);
      return;
    case 'failed':
      terminal.complain(`could not write ${outcome.subject}: ${outcome.why}`);
      terminal.complain(
        `${outcome.written.length} of ${proposal.changes.length} are written. ${again}`,
      );
      return;
    case 'ineffective':
      for (const change of outcome.rest.changes)
        terminal.complain(`${subjectOf(change)} was written, and is not what the system says now`);
      for (const { text, next } of outcome.rest.notices)
        terminal.complain(next === undefined ? text : `${text}. Type: ${next}`);
      terminal.complain(again);
      return;
    case 'devd-failed':
      sayDevdFailed(terminal, outcome.why, outcome.again);
  }
}

const again = 'Type: carphast setup to go on, carphast setup --uninstall to take it back';

function sayDevdFailed(terminal: Terminal, why: string, after: Restarted): void {
  terminal.complain(`${why}. The rule was taken away again, the rest is written`);
  terminal.complain(
    after.kind === 'restarted'
      ? 'devd runs again, without the rule: carphast is told of nothing yet'
      : 'devd does not run. Type: service devd start; tail /var/log/messages',
  );
}

function sayWritten(terminal: Terminal, proposal: Proposal, devd: Restarted | undefined): void {
  const count = proposal.changes.length;
  terminal.print(`Written: ${count} ${count === 1 ? 'change' : 'changes'}${devdWords(devd)}.`);
  const isNew = proposal.changes.some(
    (change) => change.kind === 'file' && change.path === targets.config,
  );
  const rows = [
    ...(isNew
      ? [['', targets.config, 'read it; the other node needs the same, all but [peer], then setup']]
      : []),
    ['', 'carphast plan', 'what it would do now, and why'],
    ['', 'service carphast start', 'do it'],
    ['', 'carphast setup --uninstall', 'take back what was written'],
  ];
  terminal.print('Next:');
  columns(rows).forEach((line) => terminal.print(line));
}

function devdWords(devd: Restarted | undefined): string {
  switch (devd?.kind) {
    case 'restarted':
      return '; devd was restarted, and runs';
    case 'not-running':
      return '; devd does not run, and reads the rule when it starts';
    case 'unknown':
      return `; devd could not be restarted, so type: service devd restart (${devd.why})`;
    default:
      return '';
  }
}

function asJson(proposal: Proposal, outcome: Outcome): unknown {
  return {
    v: 1,
    outcome: outcome.kind,
    changes: proposal.changes.map((change) => ({
      kind: change.kind,
      subject: change.kind === 'cachefile' ? change.pool : change.path,
      parts: partsOf(change),
      diff: diffOf(change),
    })),
    notices: proposal.notices.map(noticeJson),
    obstacles: proposal.obstacles.map((one) => ({ code: one.code, ...noticeJson(one) })),
    failure: failureOf(outcome),
    devd: outcome.kind === 'written' ? (outcome.devd?.kind ?? null) : null,
  };
}

function diffOf(change: Change): string | null {
  if (change.kind !== 'file') return null;
  return unified(change.before?.text ?? '', change.after.text).join('\n');
}

function noticeJson({ text, next }: Notice): {
  readonly text: string;
  readonly next: string | null;
} {
  return { text, next: next ?? null };
}

function failureOf(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'failed':
      return `${outcome.subject}: ${outcome.why}`;
    case 'ineffective':
      return `not in effect: ${shortcomings(outcome.rest).join('; ')}`;
    case 'devd-failed':
      return outcome.why;
    default:
      return null;
  }
}

function shortcomings({ changes, notices }: Look): readonly string[] {
  return [...changes.map(subjectOf), ...notices.map(({ text }) => text)];
}
