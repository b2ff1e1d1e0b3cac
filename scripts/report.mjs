// Plays a power cut on the simulated pair, and writes its report: docs/report-power-cut.html, and
// where Chromium is installed docs/report-power-cut.png, a picture of it.
// `npm run report -- --check` writes nothing, and fails when the report is not current.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const page = join(root, 'docs/report-power-cut.html');
const picture = join(root, 'docs/report-power-cut.png');
const made = await makeReport();

if (process.argv.includes('--check')) {
  if ((await readFile(page, 'utf8').catch(() => '')) !== made) {
    console.error('not current: docs/report-power-cut.html. Type: npm run report');
    process.exitCode = 1;
  }
} else {
  await writeFile(page, made);
  console.log('written: docs/report-power-cut.html');
  const why = await photograph();
  console.log(why ?? 'written: docs/report-power-cut.png');
}

/** The program itself makes it, as one bundle of its parts. */
async function makeReport() {
  const directory = await mkdtemp(join(tmpdir(), 'carphast-report-'));
  try {
    const outfile = join(directory, 'report.mjs');
    await build({
      stdin: {
        contents: `
          import { rehearsalReport } from './src/rehearsal/report.ts';
          import { readScenario } from './src/rehearsal/scenario/read.ts';
          import { version } from './src/system/version.ts';
          export async function make(file) {
            const read = await readScenario(file);
            if (read.kind !== 'scenario') throw new Error(read.problems.join('\\n'));
            return rehearsalReport(read.scenario, version);
          }`,
        resolveDir: root,
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      logLevel: 'warning',
      banner: {
        js: "import { createRequire as carphastRequire } from 'node:module'; const require = carphastRequire(import.meta.url);",
      },
    });
    const { make } = await import(pathToFileURL(outfile).href);
    const path = join(root, 'scenarios/power-cut.toml');
    return await make({ name: 'power-cut', path, text: await readFile(path, 'utf8') });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A picture of the page as a laptop shows it; why there is none, or undefined. */
async function photograph() {
  const profile = await mkdtemp(join(tmpdir(), 'carphast-report-'));
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'];
  const size = ['--window-size=1000,1250', '--force-device-scale-factor=1'];
  const where = [`--user-data-dir=${profile}`];
  const target = [`--screenshot=${picture}`, pathToFileURL(page).href];
  const ran = spawnSync('chromium', [...options, ...size, ...where, ...target], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  if (ran.error?.code === 'ENOENT') return 'no picture: chromium is not installed';
  return ran.status === 0 ? undefined : `no picture: chromium failed\n${ran.stderr}`;
}
