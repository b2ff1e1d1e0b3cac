// npm run plant [-- --runs N] [--only NAME]: plants each bug of planted.mjs in a copy of the tree and shows what
// catches it: drawn dramas (as many as CI plays), and the tests of the place. Exit 1 when one is not.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { planted } from './planted.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5000' }, only: { type: 'string', default: '' } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const seed = '20261121';
let missed = 0;

const chosen = planted.filter(({ name }) => name.includes(values.only));

for (const bug of chosen) {
  const caught = plant(bug);
  if (caught.length === 0) missed += 1;
  console.log(`${caught.length > 0 ? 'caught' : 'MISSED'}  ${bug.name}`);
  for (const line of caught) console.log(`          ${line}`);
}
console.log(`${chosen.length - missed} of ${chosen.length} planted bugs caught`);
process.exitCode = missed === 0 ? 0 : 1;

function plant({ edits, tests }) {
  const tree = mkdtempSync(join(tmpdir(), 'carphast-plant-'));
  try {
    copyTo(tree);
    for (const [file, before, after] of edits) edit(join(tree, file), before, after);
    return [...byDramas(tree), ...byTests(tree, tests)];
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

function copyTo(tree) {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of files.trim().split('\n'))
    cpSync(join(root, file), join(tree, file), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
}

function edit(path, before, after) {
  const text = readFileSync(path, 'utf8');
  const places = text.split(before).length - 1;
  if (places !== 1)
    throw new Error(`${path}: found ${places} places of ${JSON.stringify(before)}, expected 1`);
  writeFileSync(
    path,
    text.replace(before, () => after),
  );
}

function byDramas(tree) {
  run(tree, ['build.mjs']);
  const words = ['rehearse', '--json', '--runs', values.runs, '--seed', seed, '--until-broken'];
  const { stdout } = run(tree, [join('dist', 'carphast.js'), ...words]);
  const { broken, runs } = JSON.parse(stdout);
  return broken.map(
    (one) =>
      `drama ${runs}: ${one.invariant} ${one.sentence} (carphast rehearse --seed ${one.seed} --only ${one.only.join(',')})`,
  );
}

function byTests(tree, tests) {
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const { status, stdout } = run(tree, [vitest, 'run', '--bail=1', '--reporter=json', ...tests]);
  if (status === 0) return [];
  const results = JSON.parse(stdout.slice(stdout.indexOf('{')));
  const failed = results.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.flatMap(({ status: outcome, fullName }) =>
      outcome === 'failed' ? [`${name.slice(tree.length + 1)}: ${fullName}`] : [],
    ),
  );
  return failed.slice(0, 1).map((name) => `test ${name}`);
}

function run(tree, words) {
  const options = { cwd: tree, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 };
  return spawnSync(process.execPath, words, {
    ...options,
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
  });
}
