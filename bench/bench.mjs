// Measures carphast's own cost, side by side in one run, on real processes:
//   1. from process start to the first tool started, against `node -e 0`
//   2. our own share of a promotion: wall time minus the time in which any tool runs
//   3. 64 resources and 64 services against one of each, at equal tool times
//   4. resident memory of the running process
//   5. our own share of `carphast status` on a pair with 32 resources
// Tools are the simulated pair's. Machines are noisy: medians, and ratios within one run.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const launcher = join(top, 'bin', 'carphast');
const scratch = mkdtempSync(join(tmpdir(), 'carphast-bench-'));
const clean = { PATH: process.env.PATH ?? '', HOME: '/' };

try {
  if (process.argv[2] !== 'status') await startup();
  if (process.argv[2] !== 'startup' && process.argv[2] !== 'status') await promotions();
  if (process.argv[2] === undefined || process.argv[2] === 'status') await statusOfMany();
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

async function startup() {
  const root = join(scratch, 'startup');
  const fifo = join(root, 'started');
  mkdirSync(join(root, 'sbin'), { recursive: true });
  spawnSync('mkfifo', [fifo]);
  writeFileSync(
    join(root, 'sbin', 'ifconfig'),
    `#!/bin/sh\necho started >'${fifo}'\nexec sleep 5\n`,
  );
  chmodSync(join(root, 'sbin', 'ifconfig'), 0o755);
  const empty = [];
  const first = [];
  for (let round = 0; round < 22; round += 1) {
    empty.push(time(() => spawnSync(process.execPath, ['-e', '0'], { env: clean })));
    first.push(await firstTool(root, fifo));
  }
  const [base, ours] = [median(empty.slice(2)), median(first.slice(2))];
  row('node -e 0', `${base.toFixed(1)} ms`);
  row('process start to first tool', `${ours.toFixed(1)} ms`, ratio(ours, base), '<= 2');
}

function firstTool(root, fifo) {
  return new Promise((resolve) => {
    const reader = createReadStream(fifo);
    const begun = performance.now();
    const child = spawn(launcher, ['--root', root, 'MASTER', '1@em0'], {
      env: clean,
      stdio: 'ignore',
      detached: true,
    });
    reader.once('data', () => {
      const took = performance.now() - begun;
      process.kill(-child.pid, 'SIGKILL');
      reader.destroy();
      child.once('exit', () => resolve(took));
    });
  });
}

async function promotions() {
  const { servePair } = await bundled('src/sim/serve.ts');
  const small = await promotion(servePair, {
    count: 1,
    services: 2,
    toolDelay: 100,
    name: 'small',
  });
  row('promotion: 1 file system, 2 services', `${small.wall.toFixed(0)} ms`);
  row('  of it our own share', `${small.own.toFixed(0)} ms`, '', '<= 150 ms');
  row('  resident memory', `${(small.memory / 1024).toFixed(0)} MB`, '', '<= 90 MB');
  if (process.argv[2] === 'share') return;
  const one = await promotion(servePair, { count: 1, services: 1, toolDelay: 1000, name: 'one' });
  const many = await promotion(servePair, {
    count: 64,
    services: 64,
    toolDelay: 1000,
    name: 'many',
  });
  row('1 resource, 1 service (tools take 1 s)', `${(one.wall / 1000).toFixed(1)} s`);
  row(
    '64 resources, 64 services',
    `${(many.wall / 1000).toFixed(1)} s`,
    ratio(many.wall, one.wall),
    '<= 1.3',
  );
}

/** Without logger, which runs beside the rest; but the last line is waited for at the end. */
function withoutLogging(requests) {
  const tools = requests.filter(({ argv }) => !argv[0].endsWith('logger'));
  const ended = Math.max(...tools.map(({ doneAt }) => doneAt));
  return [...tools, ...requests.filter(({ at }) => at >= ended)];
}

/** A pair with so many file systems on resources of their own, and services spread over them. */
function carrying(count, services) {
  const numbers = Array.from({ length: count }, (_, at) => at);
  const mountpoint = (at) => `/mnt/d${at}`;
  return {
    resources: numbers.map((at) => ({
      name: `d${at}`,
      content: { type: 'ufs', journal: 'su' },
    })),
    services: Array.from({ length: services }, (_, at) => ({
      name: `app${at}`,
      needs: mountpoint(at % count),
      startMs: 0,
      stopMs: 0,
    })),
    mountpoints: numbers.map(mountpoint),
    fstab: numbers
      .map((at) => `/dev/hast/d${at}\t${mountpoint(at)}\tufs\trw,noauto\t2\t2\n`)
      .join(''),
  };
}

function configure(root, { services }) {
  mkdirSync(join(root, 'usr/local/etc'), { recursive: true });
  const list = services.map(({ name, needs }) => `{ name = "${name}", requires = ["${needs}"] }`);
  const config = `services = [${list.join(', ')}]\n[limits]\nsettle = 0\nquery = "60s"\n`;
  writeFileSync(join(root, 'usr/local/etc/carphast.toml'), config);
}

/** A promotion of a node whose peer has let go, by a real carphast. */
async function promotion(servePair, { count, services, toolDelay, name }) {
  const carried = carrying(count, services);
  const pair = await servePair({
    directory: join(scratch, name),
    pair: { ...carried, situation: 'both-booted', toolDelays: toolDelay },
  });
  const root = pair.roots.hast1;
  configure(root, carried);
  await until(() => pair.pair.node('hast1').state().carp['1@em0'] === 'MASTER');
  const begun = performance.now();
  const child = spawn(launcher, ['--root', root, 'MASTER', '1@em0'], {
    env: clean,
    stdio: 'ignore',
  });
  const memory = peakMemory(child.pid);
  const status = await new Promise((resolve) => child.once('exit', resolve));
  const wall = performance.now() - begun;
  const tools = withoutLogging(pair.requests.hast1);
  const start = await callOverhead(pair, root);
  const busy = covered([
    ...tools.map(({ at, doneAt }) => [at - start, doneAt ?? performance.now()]),
    ...waitsOfHast(pair),
  ]);
  await pair.close();
  if (status !== 0) throw new Error(`the promotion of ${name} ended with ${status}`);
  return { wall, own: wall - busy, memory: memory() };
}

/** What a person waits for, less the time in which any tool runs. */
async function statusOfMany() {
  const { servePair } = await bundled('src/sim/serve.ts');
  const carried = carrying(32, 4);
  const pair = await servePair({
    directory: join(scratch, 'status'),
    pair: { ...carried, running: carried.services.map(({ name }) => name), toolDelays: 50 },
  });
  const root = pair.roots.hast1;
  configure(root, carried);
  const start = await callOverhead(pair, root);
  const runs = [];
  const empty = [];
  for (let round = 0; round < 12; round += 1) {
    empty.push(time(() => spawnSync(process.execPath, ['-e', '0'], { env: clean })));
    runs.push(await oneStatus(pair, root, start));
  }
  await pair.close();
  const kept = runs.slice(2);
  const own = median(kept.map((one) => one.own));
  const base = median(empty.slice(2));
  row('status, 32 resources', `${median(kept.map(({ wall }) => wall)).toFixed(0)} ms`);
  row('  of it our own share', `${own.toFixed(0)} ms`, '', '<= 400 ms');
  row('  in starts of node -e 0', '', ratio(own, base));
}

async function oneStatus(pair, root, start) {
  const before = pair.requests.hast1.length;
  const begun = performance.now();
  const child = spawn(launcher, ['--root', root, 'status', '--local'], {
    env: clean,
    stdio: 'ignore',
  });
  const status = await new Promise((resolve) => child.once('exit', resolve));
  const wall = performance.now() - begun;
  if (status !== 0) throw new Error(`status ended with ${status}`);
  const tools = pair.requests.hast1.slice(before);
  return { wall, own: wall - covered(tools.map(({ at, doneAt }) => [at - start, doneAt])) };
}

/** What a call costs before the simulated machine hears of it: a part of the tool, not of carphast. */
function callOverhead(pair, root) {
  const before = pair.requests.hast1.length;
  const calls = 10;
  const loop = `i=0; while [ $i -lt ${calls} ]; do '${root}/sbin/sysctl' net.inet.carp >/dev/null; i=$((i+1)); done`;
  return new Promise((resolve) => {
    const begun = performance.now();
    spawn('sh', ['-c', loop], { stdio: 'ignore' }).once('exit', () => {
      const each = (performance.now() - begun) / calls;
      const inside = pair.requests.hast1.slice(before).map(({ at, doneAt }) => doneAt - at);
      resolve(each - median(inside));
    });
  });
}

/** From the role change until the device takes writers: hastd's and the kernel's own time. */
function waitsOfHast(pair) {
  const ahead = pair.pair.clock.elapsed() - performance.now();
  const [node] = pair.pair.world.nodes;
  return pair.requests.hast1
    .filter(({ argv }) => argv.includes('primary'))
    .map(({ argv, doneAt }) => [
      doneAt,
      node.hastd.resources.get(argv.at(-1)).worker.writableAt - ahead,
    ]);
}

/** The time in which at least one interval is open. */
function covered(intervals) {
  let end = -Infinity;
  let total = 0;
  for (const [from, to] of intervals.sort((left, right) => left[0] - right[0])) {
    total += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return total;
}

function peakMemory(pid) {
  let peak = 0;
  const timer = setInterval(() => {
    const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)]);
    peak = Math.max(peak, Number(stdout.toString().trim()) || 0);
  }, 500);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

async function bundled(entry) {
  const outfile = join(top, 'dist', 'bench-sim.mjs');
  await build({
    entryPoints: [join(top, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  return import(outfile);
}

function time(work) {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function median(values) {
  return values.sort((left, right) => left - right)[Math.floor(values.length / 2)];
}

function ratio(value, base) {
  return `${(value / base).toFixed(2)} x`;
}

function row(what, value, compared = '', wanted = '') {
  console.log(`${what.padEnd(42)} ${value.padStart(10)} ${compared.padStart(9)}  ${wanted}`);
}

async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
