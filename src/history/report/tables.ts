import { formatDuration } from '../../config/duration.ts';
import type { Outage } from '../outages.ts';
import type { PhaseStats, Spread, TransitionStats } from '../stats.ts';
import { html, nothing, type Markup } from './markup.ts';
import { timeText } from '../../text/time.ts';

/** Times in which nobody served. */
export function outageTable(outages: readonly Outage[]): Markup {
  if (outages.length === 0) return html`<p>None that the history tells of.</p>`;
  const rows = outages.map(
    (outage) =>
      html`<tr>
        <td class="time">${timeText(outage.from)}</td>
        <td class="name">${outage.group}</td>
        <td class="number">${lasted(outage)}</td>
        <td>${outage.by ?? ''}</td>
      </tr> `,
  );
  return html`<table class="outages">
    <thead>
      <tr>
        <th>from</th>
        <th>group</th>
        <th class="number">lasted</th>
        <th>ended by</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function lasted({ from, to, began }: Outage): string {
  if (to === undefined) return 'not over';
  const span = formatDuration(Math.max(0, to - from));
  return began === 'taken-over' ? `at least ${span}` : span;
}

/** What one node's phases take, with a warning on those that got slower. */
export function phaseTable(
  whole: readonly TransitionStats[],
  phases: readonly PhaseStats[],
): Markup {
  if (whole.length === 0 && phases.length === 0) return html`<p>Nothing to count yet.</p>`;
  const groups = [...new Set([...whole, ...phases].map(({ group }) => group))];
  return html`${groups.map((group) => groupTable(group, whole, phases))}`;
}

function groupTable(
  group: string,
  whole: readonly TransitionStats[],
  phases: readonly PhaseStats[],
): Markup {
  const own = whole
    .filter((one) => one.group === group)
    .map((one) => spreadRow(`to ${one.goal}, in all`, one, 'whole'));
  const parts = phases
    .filter((one) => one.group === group)
    .map((one) => html`${spreadRow(one.phase.name, one, '')}${slowerRow(one)}`);
  return html`<table class="phases">
    <thead>
      <tr>
        <th class="name">group ${group}</th>
        <th class="number">runs</th>
        <th class="number">p50</th>
        <th class="number">p95</th>
        <th class="number">worst</th>
      </tr>
    </thead>
    <tbody>
      ${own}${parts}
    </tbody>
  </table> `;
}

function spreadRow(name: string, spread: Spread, kind: string): Markup {
  const { count, p50Ms, p95Ms, worstMs } = spread;
  const cells = [p50Ms, p95Ms, worstMs].map(
    (ms) => html`<td class="number">${formatDuration(ms)}</td>`,
  );
  return html`<tr class="${kind}">
    <td class="name">${name}</td>
    <td class="number">${count}</td>
    ${cells}
  </tr> `;
}

function slowerRow({ slower }: PhaseStats): Markup {
  if (slower === undefined) return nothing;
  const { beforeMs, nowMs } = slower;
  return html`<tr class="slower">
    <td colspan="5">
      slower than it was: ${formatDuration(nowMs)} in the last runs, ${formatDuration(beforeMs)}
      before
    </td>
  </tr> `;
}
