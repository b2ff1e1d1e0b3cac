import { formatDuration } from '../../config/duration.ts';
import type { GroupReport, OpenReport, StepUnderWay } from '../report.ts';
import { sentence, type Block, type Row } from './row.ts';

/** What goes on at this moment. It changes at every look, so that it stands last. */
export function nowBlock(groups: readonly GroupReport[]): Block {
  return groups.flatMap((group) => (group.open === null ? [] : openRows(group.name, group.open)));
}

function openRows(name: string, open: OpenReport): readonly Row[] {
  const { goal, rollback, elapsedMs, trigger, ended, run, steps } = open;
  const what = rollback ? 'taking down what was started' : `to ${goal}`;
  const so = `${name}: ${what} for ${formatDuration(elapsedMs)} (${trigger}), ${ended} ${ended === 1 ? 'step' : 'steps'} done`;
  switch (run) {
    case 'at-work':
      return [sentence('now', 'moving', so), ...steps.map((step) => stepRow('moving', step))];
    case 'unseen':
      return [
        sentence('now', 'unknown', `${so}; whether its run lives is not seen`),
        ...steps.map((step) => stepRow('unknown', step)),
      ];
    case 'killed':
      return [
        sentence(
          'now',
          'bad',
          `${name}: a run went ${what}, ${formatDuration(elapsedMs)} ago, and was killed; carphast reconcile goes on from here`,
        ),
        ...steps.map(({ what: step }) => sentence('', 'bad', `killed at: ${step}`)),
      ];
  }
}

function stepRow(mark: Row['mark'], { what, elapsedMs, limitMs }: StepUnderWay): Row {
  const limit = limitMs === null ? '' : ` of ${formatDuration(limitMs)}`;
  return { label: '', mark, name: what, text: `${formatDuration(elapsedMs)}${limit}` };
}
