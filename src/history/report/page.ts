import { outagesOf } from '../outages.ts';
import type { Part } from '../phases.ts';
import { phaseStats, transitionStats } from '../stats.ts';
import { storySection } from './gantt.ts';
import { html, nothing, type Markup } from './markup.ts';
import { storiesOf, type NodeStory } from './stories.ts';
import { style } from './style.ts';
import { outageTable, phaseTable } from './tables.ts';
import { timeText } from '../../text/time.ts';

export interface Report {
  readonly title: string;
  /** Where it comes from, in a sentence. */
  readonly about: string;
  /** This node first. */
  readonly nodes: readonly NodeStory[];
  /** How many timelines at most: the last ones. */
  readonly last: number;
  /** Milliseconds since the epoch, on this node's clock. */
  readonly madeAt: number;
  readonly version: string;
}

/**
 * One HTML file that needs nothing else: no script, no network. Should text of the history ever get
 * past the escaping, the policy in its head still lets nothing run and nothing load.
 */
export function reportPage(report: Report): string {
  const { title, about, nodes } = report;
  const page = html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p class="soft">${about}</p>
          ${clocksNote(nodes)}
          <h2>Outages</h2>
          ${outageTable(outagesOf(nodes))}
          <p class="soft">
            Nobody served the group. “At least”: no node let go; the other one fell silent, or
            something stopped, and how long before the transition began no history tells. CARP alone
            needs about three seconds to notice.
          </p>
          <h2>Timelines</h2>
          ${timelines(report)}
          <h2>Phases</h2>
          ${nodes.map((node) => nodeStats(node))}
          <p class="soft">
            Of steps that were done. p50: half of them took no longer; p95: nineteen of twenty.
          </p>
          <footer>Made ${timeText(report.madeAt)} by carphast ${report.version}.</footer>
        </main>
      </body>
    </html> `;
  return page.markup;
}

function clocksNote(nodes: readonly NodeStory[]): Markup {
  if (nodes.length < 2)
    return html`<p class="soft">
      One node’s history. What the other one did meanwhile is not in it.
    </p>`;
  return html`<p class="soft">
    Each node’s times are those of its own clock, and nothing is shifted. Where the clocks differ,
    so do the positions of one node against the other, and the outages that begin on one and end on
    the other.
  </p>`;
}

function timelines({ nodes, last }: Report): Markup {
  const stories = storiesOf(nodes);
  if (stories.length === 0) return html`<p>No transition yet.</p>`;
  const shown = stories.slice(-last).toReversed();
  const left = stories.length - shown.length;
  const more = left === 0 ? nothing : html`<p class="soft">${left} older ones are left out.</p>`;
  return html`${legend()}${shown.map((story) => storySection(story))}${more}`;
}

const parts: Readonly<Record<Part, string>> = {
  wait: 'wait',
  role: 'role',
  check: 'read and check',
  storage: 'storage',
  service: 'service',
  other: 'other',
};

function legend(): Markup {
  const items = Object.entries(parts).map(
    ([part, name]) => html`<li><i class="${part}"></i>${name}</li>`,
  );
  return html`<ul class="legend">
    ${items}
    <li><i class="failed"></i>failed</li>
  </ul>`;
}

function nodeStats({ node, lines }: NodeStory): Markup {
  return html`<h3>${node}</h3>
    ${phaseTable(transitionStats(lines), phaseStats(lines))}`;
}
