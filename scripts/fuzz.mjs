// npm run fuzz -- [--cases N] [--seed N] [--target NAME] [--case N]
// The cases of test/fuzz, as many as wanted, on a seed that can be given again.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    target: { type: 'string' },
    case: { type: 'string' },
  },
});
for (const name of ['cases', 'seed', 'case']) {
  const value = values[name];
  if (value === undefined || /^\d{1,10}$/.test(value)) continue;
  console.error(`fuzz: found --${name} ${value}, expected a whole number`);
  process.exit(64);
}
const env = { ...process.env, FUZZ_CASES: values.cases };
if (values.seed !== undefined) env.FUZZ_SEED = values.seed;
if (values.target !== undefined) env.FUZZ_TARGET = values.target;
if (values.case !== undefined) env.FUZZ_CASE = values.case;
const vitest = [
  'node_modules/vitest/vitest.mjs',
  'run',
  'test/fuzz',
  '--disable-console-intercept',
];
spawn(process.execPath, vitest, { env, stdio: 'inherit' }).on('exit', (status) => {
  process.exitCode = status ?? 1;
});
