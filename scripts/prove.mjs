// npm run prove [-- --runs N] [--seed S] [--jobs J] [--keep FILE]: many drawn dramas on the simulated
// pair, on all processors, with the program as it is shipped. Exit 1 when an invariant broke; each run
// that broke one is printed with the command that replays it. With --keep each part that is done is
// written down, and the same command goes on where it was stopped: a million takes hours.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openKept } from './prove-kept.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    keep: { type: 'string' },
  },
});
const jobs = Number(values.jobs);
const runs = Number(values.runs);
// A copy: a build in the hours that it takes would change what is proved.
const program = mkdtempSync(join(tmpdir(), 'carphast-prove-'));
cpSync(fileURLToPath(new URL('../dist/', import.meta.url)), program, { recursive: true });
for (const [name, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
  process.on(name, () => process.exit(status));
process.on('exit', () => {
  rmSync(program, { recursive: true, force: true });
});
const kept = openKept(values.keep, {
  program,
  runs,
  // Of a process for each: the first thousand of its runs are slow.
  sliceRuns: Math.min(10_000, Math.ceil(runs / jobs)),
  seed: Number(values.seed ?? Math.floor(Date.now() / 1000) * 1000),
  anySeed: values.seed === undefined,
});
const { seed: firstSeed, sliceRuns } = kept.plan;

const slices = Array.from({ length: Math.ceil(runs / sliceRuns) }, (_, at) => ({
  seed: firstSeed + at * sliceRuns,
  count: Math.min(sliceRuns, runs - at * sliceRuns),
})).filter(({ seed }) => !kept.done.some((one) => one.firstSeed === seed));
const total = {
  runs: 0,
  broken: 0,
  lost: 0,
  promotions: 0,
  demotions: 0,
  acknowledged: 0,
  lostAtRisk: 0,
  planned: 0,
  missed: 0,
};
const worst = { outage: { ms: 0, seed: 0 }, rest: { ms: 0, seed: 0 } };
const steps = new Map();
const begun = performance.now();

console.log(`${runs} runs on seeds ${firstSeed} to ${firstSeed + runs - 1}, ${jobs} at a time`);
for (const proved of kept.done) add(proved);
if (kept.done.length > 0) console.log(`${total.runs} of them were done before`);
const doneBefore = total.runs;
await Promise.all(Array.from({ length: jobs }, work));
report();
process.exitCode = total.broken === 0 && total.runs === runs ? 0 : 1;

async function work() {
  for (let slice = slices.shift(); slice !== undefined; slice = slices.shift()) {
    const proved = await play(slice);
    kept.take(proved, elapsedSeconds());
    add(proved);
    tell(proved);
  }
}

function play({ seed, count }) {
  const words = ['rehearse', '--json', '--seed', String(seed), '--runs', String(count)];
  // Room for the objects of a run, which die with it.
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=16', join(program, 'carphast.js'), ...words],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0 || status === 1) resolve(JSON.parse(text));
      else reject(new Error(`the runs from seed ${seed} on ended with status ${status}`));
    });
  });
}

function add(proved) {
  for (const key of [
    'runs',
    'promotions',
    'demotions',
    'acknowledged',
    'lostAtRisk',
    'planned',
    'missed',
  ])
    total[key] += proved[key];
  total.broken += proved.brokenRuns;
  total.lost += proved.broken.filter(({ invariant }) => invariant === 'I10').length;
  if (proved.worstOutage.ms > worst.outage.ms) worst.outage = proved.worstOutage;
  if (proved.worstRest.ms > worst.rest.ms) worst.rest = proved.worstRest;
  for (const { step, count, meanMs, worstMs } of proved.steps) {
    const sum = steps.get(step) ?? { count: 0, ms: 0, worstMs: 0 };
    steps.set(step, {
      count: sum.count + count,
      ms: sum.ms + count * meanMs,
      worstMs: Math.max(sum.worstMs, worstMs),
    });
  }
}

function tell({ broken }) {
  for (const { seed, invariant, sentence, replay } of broken)
    console.log(`seed ${seed}: ${invariant} ${sentence}\n  ${replay}`);
  const rate = Math.round((total.runs - doneBefore) / elapsedSeconds());
  console.log(`${total.runs} runs, ${total.broken} broken, ${rate} each second`);
}

function elapsedSeconds() {
  return (performance.now() - begun) / 1000;
}

function report() {
  const seconds = kept.secondsBefore + elapsedSeconds();
  console.log(`\nwhere the time of ${total.promotions} promotions went (simulated time):`);
  const sorted = [...steps].sort(([, one], [, other]) => other.ms - one.ms);
  for (const [step, { count, ms, worstMs }] of sorted)
    console.log(
      `  ${step.padEnd(10)} ${String(count).padStart(9)} times, mean ${inSeconds(ms / count)}, worst ${inSeconds(worstMs)}`,
    );
  console.log(
    `${total.planned} faults planned, ${total.missed} of them never struck: the command that they waited for did not come`,
  );
  console.log(`worst outage ${inSeconds(worst.outage.ms)} (seed ${worst.outage.seed})`);
  console.log(`slowest rest ${inSeconds(worst.rest.ms)} (seed ${worst.rest.seed})`);
  console.log(
    `${total.acknowledged} writes acknowledged; ${total.lostAtRisk} lost that one copy alone had; ${total.lost} runs lost what both had`,
  );
  console.log(
    `prove: ${total.runs} runs on seeds ${firstSeed} to ${firstSeed + runs - 1} in ${Math.round(seconds)} s: ${total.broken} with a broken invariant`,
  );
}

function inSeconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}
