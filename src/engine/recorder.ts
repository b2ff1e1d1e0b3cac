import { closeRecord, takeNote, type Beginning } from '../history/journal.ts';
import type { StepRecord, Transition } from '../history/entry.ts';
import { describe } from '../plan/describe.ts';
import type { Step } from '../plan/steps.ts';
import type { Clock, Command, Files, Log, Written } from '../system/ports.ts';
import type { StepResult } from './task.ts';

export type Phase = StepRecord['phase'];

/** Keeps the durable record of one transition while it runs, and closes it. */
export interface Recorder {
  /** Whether the record could be begun; without one nothing is taken over. */
  readonly begun: Written;
  startStep(step: Step, phase: Phase): (result: StepResult) => number;
  startCommand(command: Command, pid: number): void;
  endCommand(pid: number): void;
  close(end: Ending): Transition;
}

export type Ending = Pick<Transition, 'outcome' | 'degraded' | 'yielded'> & {
  readonly code?: string;
  readonly text?: string;
};

interface Recording {
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  readonly group: string;
  readonly beginning: Beginning;
}

export function createRecorder(recording: Recording): Recorder {
  const { files, clock, group, beginning } = recording;
  const steps: StepRecord[] = [];
  const start = clock.elapsed();
  const begun = takeNote(files, group, beginning);
  const since = (): number => Math.round(clock.elapsed() - start);
  return {
    begun,
    startStep: (step, phase) => {
      const startMs = since();
      const what = describe(step.action);
      const id = phase === 'rollback' ? `rollback:${step.id}` : step.id;
      takeNote(files, group, {
        kind: 'step',
        id,
        what,
        phase,
        startMs,
        limitMs: step.limitMs,
      });
      return (result) => {
        const durationMs = since() - startMs;
        const detail = detailOf(result);
        steps.push({ id, what, phase, startMs, durationMs, ...detail });
        takeNote(files, group, { kind: 'step-ended', id, durationMs, ...detail });
        return durationMs;
      };
    },
    startCommand: (command, pid) => {
      const word = command.args.at(-1) ?? command.tool;
      takeNote(files, group, { kind: 'child', pid, at: clock.now(), word });
    },
    endCommand: (pid) => {
      takeNote(files, group, { kind: 'child-ended', pid });
    },
    close: (end) => {
      const entry: Transition = {
        ...beginning,
        v: 1,
        kind: 'transition',
        group,
        durationMs: since(),
        ...end,
        steps,
      };
      saveEntry(recording, entry);
      return entry;
    },
  };
}

/** What cannot be written goes to the log, whole: it must not be lost without a trace. */
function saveEntry({ files, log }: Recording, entry: Transition): void {
  const written = closeRecord(files, entry);
  if (written.kind === 'written') return;
  log.error(`the history cannot be written (${written.message}): ${JSON.stringify(entry)}`, {
    group: entry.group,
    code: 'history-not-writable',
  });
}

function detailOf(result: StepResult): Pick<StepRecord, 'outcome' | 'code' | 'text'> {
  switch (result.kind) {
    case 'done':
      return result.note === undefined
        ? { outcome: 'done' }
        : { outcome: 'done', text: result.note };
    case 'cancelled':
      return { outcome: 'cancelled' };
    case 'failed':
    case 'refused':
      return { outcome: result.kind, code: result.code, text: result.text };
  }
}
