import type { Drama, Setup } from './drama.ts';
import { generate } from './generate.ts';
import { perform, type Performed } from './perform.ts';
import { shrink } from './shrink.ts';
import { createTally, type Tally } from './tally.ts';

/** What many runs on drawn dramas showed. */
export interface Proved extends Tally {
  readonly runs: number;
  readonly firstSeed: number;
  /** Those in which an invariant broke; at most as many as were asked for are kept. */
  readonly broken: readonly Broken[];
  readonly brokenRuns: number;
}

/** A run that broke an invariant, with no more happenings than it takes. */
export interface Broken {
  readonly seed: number;
  readonly invariant: string;
  readonly sentence: string;
  readonly drama: Drama;
  /** Of the seed's happenings those that are left, counted from 1. */
  readonly only: readonly number[];
}

export interface RunsOptions {
  readonly firstSeed: number;
  readonly runs: number;
  /** Instead of a drawn pair. */
  readonly setup?: Setup;
  /** How many broken runs are shrunk and kept. */
  readonly keep: number;
  /** Ends with the first broken run. */
  readonly untilBroken: boolean;
  readonly onProgress?: (done: number) => void;
}

export async function playRuns(options: RunsOptions): Promise<Proved> {
  // Nobody reads the stack of an abort, and to make one costs more than most commands.
  Error.stackTraceLimit = 0;
  const tally = createTally();
  const broken: Broken[] = [];
  let brokenRuns = 0;
  let done = 0;
  for (; done < options.runs && !(options.untilBroken && brokenRuns > 0); done += 1) {
    const seed = options.firstSeed + done;
    const drama = await generate(seed, options.setup);
    const performed = await performSafely(drama);
    if (performed.kind === 'performed') tally.add(seed, performed.performed);
    const first = firstBroken(performed);
    if (first !== undefined) brokenRuns += 1;
    if (first !== undefined && broken.length < options.keep)
      broken.push(await explain(drama, first));
    options.onProgress?.(done + 1);
  }
  return { ...tally.read(), runs: done, firstSeed: options.firstSeed, broken, brokenRuns };
}

interface FirstBroken {
  readonly invariant: string;
  readonly sentence: string;
}

type Safely =
  | { readonly kind: 'performed'; readonly performed: Performed }
  | { readonly kind: 'threw'; readonly message: string };

/** An exception of the program is a broken run like any other. */
async function performSafely(drama: Drama): Promise<Safely> {
  try {
    return { kind: 'performed', performed: await perform(drama) };
  } catch (error) {
    return { kind: 'threw', message: error instanceof Error ? error.message : String(error) };
  }
}

function firstBroken(safely: Safely): FirstBroken | undefined {
  if (safely.kind === 'threw') return { invariant: 'exception', sentence: safely.message };
  return safely.performed.violations[0];
}

async function explain(drama: Drama, { invariant }: FirstBroken): Promise<Broken> {
  const breaks = async (smaller: Drama): Promise<FirstBroken | undefined> => {
    const safely = await performSafely(smaller);
    if (safely.kind === 'performed')
      return safely.performed.violations.find((one) => one.invariant === invariant);
    const threw = firstBroken(safely);
    return threw?.invariant === invariant ? threw : undefined;
  };
  const small = await shrink(drama, async (smaller) => (await breaks(smaller)) !== undefined);
  const sentence = (await breaks(small))?.sentence ?? '';
  const only = small.happenings.map((one) => drama.happenings.indexOf(one) + 1);
  return { seed: drama.seed, invariant, sentence, drama: small, only };
}
