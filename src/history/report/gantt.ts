import { formatDuration } from '../../config/duration.ts';
import type { Transition } from '../entry.ts';
import { partOf } from '../phases.ts';
import { timingsOf, type Timing } from '../timings.ts';
import { axisOf, linesOf, percentOf, widthOf, type Axis } from './axis.ts';
import { html, nothing, type Markup } from './markup.ts';
import type { Scene, Story } from './stories.ts';
import { clockText, offsetText, timeText } from '../../text/time.ts';

/** One story: the nodes below each other, on one axis. */
export function storySection(story: Story): Markup {
  const axis = axisOf(story.from, story.to);
  const grid = percentOf(axis, axis.stepMs);
  return html`<section class="story">
    <h3>${timeText(story.from)} <span class="group">group ${story.group}</span></h3>
    <div class="chart" style="--grid:${grid}%">
      ${axisRow(axis)} ${marksOf(story, axis)}
      ${story.scenes.map((scene) => sceneRows(scene, axis))}
    </div>
  </section> `;
}

/** Behind that share of the axis half a label has no room to the right. */
const nearEnd = 0.93;

function axisRow(axis: Axis): Markup {
  const labels = linesOf(axis).map(
    (ms) =>
      html`<span
        class="${ms > axis.lengthMs * nearEnd ? 'last' : ''}"
        style="left:${percentOf(axis, ms)}%"
        >${labelOf(ms)}</span
      >`,
  );
  return html`<div class="row axis" aria-hidden="true">
    <div class="what"></div>
    <div class="track">${labels}</div>
    <div class="took"></div>
  </div>`;
}

/** Round by design, so without a fraction where there is none. */
function labelOf(ms: number): string {
  return ms === 0 ? '0' : formatDuration(ms).replace('.0 s', ' s').replace(' 00 s', '');
}

function marksOf({ marks }: Story, axis: Axis): Markup {
  if (marks.length === 0) return nothing;
  const rows = marks.map(({ at, node, text }) => {
    const left = percentOf(axis, at - axis.from);
    return html`<div class="row mark">
      <div class="what"><b>${node}</b> ${text}</div>
      <div class="track" aria-hidden="true"><i style="left:${left}%"></i></div>
      <div class="took">${offsetText(at - axis.from)}</div>
    </div> `;
  });
  return html`<div class="scene">
    <h4>what happened</h4>
    ${rows}
  </div>`;
}

function sceneRows(scene: Scene, axis: Axis): Markup {
  const { node, transition } = scene;
  const { goal, outcome, startedAt, durationMs, because, trigger } = transition;
  const timings = timingsOf(transition);
  if (timings.length === 0) return bareRow(scene, axis);
  const begun = startedAt - axis.from;
  return html`<div class="scene">
    <h4>
      ${node} <span class="goal">to ${goal}</span>
      <span class="badge ${outcome}">${outcome}</span> ${formatDuration(durationMs)}
    </h4>
    <p class="because">
      ${because}; started by ${trigger} at ${clockText(startedAt)} on its own clock
    </p>
    ${remarks(transition)} ${timings.map((timing) => timingRow(timing, begun, axis))}
  </div> `;
}

/** Nothing was done, so one row tells it all. */
function bareRow({ node, transition }: Scene, axis: Axis): Markup {
  const { goal, outcome, startedAt, durationMs } = transition;
  const what = html`<b>${node}</b> to ${goal} <span class="badge ${outcome}">${outcome}</span>`;
  const place = { startMs: startedAt - axis.from, durationMs, kind: 'other' };
  return html`<div class="scene bare">${row(what, place, axis)}${remarks(transition)}</div> `;
}

function remarks({ code, text = '', yielded, degraded }: Transition): Markup {
  const why = code === undefined ? nothing : html`<p class="why"><code>${code}</code> ${text}</p>`;
  const given = yielded ? html`<p class="why">gave the address to the peer</p>` : nothing;
  const without = degraded.map(
    (name) => html`<p class="why">without the optional service ${name}</p>`,
  );
  return html`${why}${given}${without}`;
}

function timingRow(timing: Timing, begun: number, axis: Axis): Markup {
  const { what, startMs, durationMs, outcome, rollback, text } = timing;
  const kind = outcome === 'done' ? partOf(timing.phase) : outcome;
  const said = [rollback ? 'taken down again' : '', outcome === 'done' ? '' : outcome, text];
  const note = said.filter((part) => part !== '').join(': ');
  const words = note === '' ? html`${what}` : html`${what} <span class="note">${note}</span>`;
  return row(words, { startMs: begun + startMs, durationMs, kind }, axis);
}

interface Place {
  /** Milliseconds from the left end. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly kind: string;
}

function row(what: Markup, { startMs, durationMs, kind }: Place, axis: Axis): Markup {
  const left = percentOf(axis, startMs);
  const width = widthOf(axis, startMs, durationMs);
  return html`<div class="row">
    <div class="what">${what}</div>
    <div class="track" aria-hidden="true">
      <i class="bar ${kind}" style="left:${left}%;width:${width}%"></i>
    </div>
    <div class="took">${formatDuration(durationMs)}</div>
  </div> `;
}
