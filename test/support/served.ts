import { execa } from 'execa';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configPath } from '../../src/config/load.ts';
import { parseHistory, type Transition } from '../../src/history/entry.ts';
import { historyPath } from '../../src/history/paths.ts';
import { tomlOn } from '../../src/rehearsal/stage.ts';
import { servePair, type ServedPair, type ServeOptions } from '../../src/sim/serve.ts';
import type { NodeName, PairOptions } from '../../src/sim/index.ts';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const launcher = join(project, 'bin', 'carphast');

/** Two directories of real executables, and the real carphast that runs against them. */
export interface Served extends ServedPair {
  readonly directory: string;
  carphast(
    node: NodeName,
    ...words: string[]
  ): Promise<{ status: number; stdout: string; stderr: string; pid: number | undefined }>;
  history(node: NodeName): readonly Transition[];
  /** Real milliseconds until something holds; fails after the limit. */
  until(what: string, holds: () => boolean, limitMs?: number): Promise<void>;
}

export interface ServedOptions extends PairOptions {
  readonly toml: string;
  readonly speed?: number;
  /** devd runs carphast as devd/carphast.conf says. */
  readonly devd?: boolean;
}

export async function serve({
  toml,
  speed = 5,
  devd = true,
  ...pair
}: ServedOptions): Promise<Served> {
  const directory = mkdtempSync(join(tmpdir(), 'carphast-'));
  const served = await servePair({
    pair: { toolDelays: 10, ...pair },
    directory,
    speed,
    ...(devd ? { action: devdAction() } : {}),
  });
  for (const name of ['hast1', 'hast2'] as const) {
    const root = served.roots[name];
    mkdirSync(dirname(join(root, configPath)), { recursive: true });
    writeFileSync(join(root, configPath), tomlOn(name, toml), { mode: 0o644 });
  }
  return {
    ...served,
    directory,
    carphast: (node, ...words) => run(served, node, words),
    history: (node) => historyOf(served.roots[node]),
    until: waitUntil,
    close: async () => {
      await served.close();
      await waitUntil('its directory is removed', () => isRemoved(directory));
    },
  };
}

/**
 * The action of devd/carphast.conf, run as devd runs it: by sh, with its poor environment, from /,
 * with all descriptors on /dev/null. Only the path and --root differ.
 */
export function devdAction(): NonNullable<ServeOptions['action']> {
  const conf = readFileSync(join(project, 'devd', 'carphast.conf'), 'utf8');
  const [, action] = /action "([^"]+)";/.exec(conf) ?? [];
  if (action === undefined) throw new Error('devd/carphast.conf has no action');
  const command = action
    .replace('/usr/local/sbin/carphast', `${launcher} --root {root}`)
    .replace('$type', '{state}')
    .replace('$subsystem', '{vhid}');
  const node = dirname(process.execPath);
  return [
    '/usr/bin/env',
    '-i',
    `PATH=/sbin:/bin:/usr/sbin:/usr/bin:${node}`,
    '/bin/sh',
    '-c',
    command,
  ];
}

async function run(served: ServedPair, node: NodeName, words: readonly string[]) {
  const child = execa(launcher, ['--root', served.roots[node], ...words], { reject: false });
  const { exitCode, stdout, stderr } = await child;
  return { status: exitCode ?? -1, stdout, stderr, pid: child.pid };
}

function historyOf(root: string): readonly Transition[] {
  try {
    const { lines } = parseHistory(readFileSync(join(root, historyPath), 'utf8'));
    return lines.filter((line): line is Transition => line.kind === 'transition');
  } catch {
    return [];
  }
}

/** Detached runs may still be on their way out and leave files; rmSync's own retries list no directory twice. */
function isRemoved(directory: string): boolean {
  try {
    rmSync(directory, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

async function waitUntil(what: string, holds: () => boolean, limitMs = 20_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
