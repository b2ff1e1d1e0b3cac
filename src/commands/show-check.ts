import { areaOf, areas, type Area } from '../check/pages.ts';
import type { NodeReport } from '../check/report.ts';
import type { Severity } from '../check/pages/page.ts';
import { worstOf, type Verdict } from '../check/verdict.ts';
import type { Checked } from './check.ts';
import { columns, paint, type Terminal } from '../text/terminal.ts';

type Shown = {
  readonly code: string;
  readonly severity: Severity;
  readonly text: string;
  readonly mend: string;
};

/** The overview, side by side; then each finding with what to type. */
export function printCheck(terminal: Terminal, checked: Checked): void {
  printOverview(terminal, checked);
  for (const { node, findings } of checked.nodes) printFindings(terminal, node, findings);
  printFindings(terminal, 'between the nodes', checked.pair);
  terminal.print('');
  terminal.print(paint(terminal, colours[verdictOf(checked)], sentenceOf(checked)));
}

/** `CARPHAST CRITICAL: ...`, as monitoring plugins say it, with counts behind the bar. */
export function pluginLine(checked: Checked): string {
  const verdict = verdictOf(checked);
  const found = all(checked).filter(({ severity }) => severity !== 'note');
  const names = checked.nodes.flatMap(({ node, findings }) =>
    findings.filter(({ severity }) => severity !== 'note').map(({ code }) => `${node} ${code}`),
  );
  const pair = checked.pair.filter(({ severity }) => severity !== 'note').map(({ code }) => code);
  const what = found.length === 0 ? 'a failover would work' : [...names, ...pair].join(', ');
  const counts = counted.map((one) => `${one}=${count(checked, one)}`).join(' ');
  return `CARPHAST ${verdict.toUpperCase()}: ${what} | ${counts}`;
}

const counted = ['critical', 'warning', 'unknown'] as const;
const colours = { ok: 'green', warning: 'yellow', unknown: 'yellow', critical: 'red' } as const;

function printOverview(terminal: Terminal, { nodes, pair }: Checked): void {
  const rows = areas.map((area) => [area, ...nodes.map((node) => verdictIn(node, area))]);
  const head = ['', ...nodes.map(({ node }) => node)];
  const lines = columns(
    [head, ...rows, ['pair', worstOf(pair)]].map((row) => pad(row, head.length)),
  );
  for (const line of lines) terminal.print(line);
}

/** Without a configuration nothing else was looked at. */
function verdictIn({ findings, card }: NodeReport, area: Area): string {
  const worst = worstOf(findings.filter((one) => areaOf(one.code) === area));
  return worst === 'ok' && card === null ? '-' : worst;
}

function pad(row: readonly string[], length: number): readonly string[] {
  return [...row, ...Array.from({ length: length - row.length }, () => '')];
}

function printFindings(terminal: Terminal, of: string, findings: readonly Shown[]): void {
  if (findings.length === 0) return;
  terminal.print('');
  terminal.print(paint(terminal, 'bold', of));
  for (const { code, severity, text, mend } of findings) {
    const colour = severity === 'note' ? 'dim' : colours[severity];
    terminal.print(`${paint(terminal, colour, severity.padEnd(8))}  ${text} [${code}]`);
    terminal.print(`          ${mend}`);
  }
}

function sentenceOf(checked: Checked): string {
  const verdict = verdictOf(checked);
  const counts = counted.map((one) => `${count(checked, one)} ${one}`).join(', ');
  switch (verdict) {
    case 'ok':
      return `a failover would work now${checked.nodes.length === 1 ? ', as far as this node can see' : ''}`;
    case 'warning':
      return `a failover would work now, but not as it should: ${counts}`;
    case 'unknown':
      return `it is not known whether a failover would work now: ${counts}`;
    case 'critical':
      return `a failover would not work now: ${counts}`;
  }
}

function verdictOf(checked: Checked): Verdict {
  return worstOf(all(checked));
}

function all({ nodes, pair }: Checked): readonly Shown[] {
  return [...nodes.flatMap(({ findings }) => findings), ...pair];
}

function count(checked: Checked, severity: Severity): number {
  return all(checked).filter((one) => one.severity === severity).length;
}
