import { exit } from '../commands/exit.ts';
import { configPath } from '../config/load.ts';
import { demotionShare } from '../plan/share.ts';
import { createPair, violate, type NodeName, type Pair } from '../sim/index.ts';
import type { Setup } from './drama.ts';
import { installFiles } from './installed.ts';
import { play, type Played } from './play.ts';
import { atBoot, atShutdown } from './rc-words.ts';

/** A pair with carphast on both nodes, started by devd, at boot, at shutdown and by cron. */
export interface Stage {
  readonly pair: Pair;
  readonly setup: Setup;
  /** Every command line of carphast so far, oldest first. */
  readonly calls: readonly Call[];
  /** Starts a command line of carphast on a node, and does not wait for it. */
  readonly call: (node: NodeName, ...words: string[]) => Call;
  /** Those that run now. */
  readonly running: (node?: NodeName) => readonly Call[];
}

export interface Call extends Played {
  readonly node: NodeName;
  readonly startedAt: number;
  /** undefined while it runs, and when it was killed. */
  status: number | undefined;
}

export const nodeNames: readonly NodeName[] = ['hast1', 'hast2'];
const cronMs = 60_000;

export function createStage(setup: Setup): Stage {
  const pair = createPair(setup.options);
  const calls: Call[] = [];
  const call: Stage['call'] = (node, ...words) => {
    const played = play(pair.node(node), words);
    const entry: Call = {
      ...played,
      ended: played.ended.catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        violate(pair.world, 'exception', `${node}: carphast ${words.join(' ')}: ${message}`);
        played.machine.exit();
        return exit.internal;
      }),
      node,
      startedAt: pair.clock.elapsed(),
      status: undefined,
    };
    void entry.ended.then((status) => (entry.status = status));
    calls.push(entry);
    return entry;
  };
  const stage: Stage = {
    pair,
    setup,
    calls,
    call,
    running: (node) =>
      calls.filter((one) => one.machine.alive() && (node === undefined || one.node === node)),
  };
  for (const name of nodeNames) install(stage, name);
  if (setup.cron) startCron(stage);
  return stage;
}

/**
 * The calls that may still change something. What asks the other node about a copy that nobody is
 * connected to changes nothing, and goes on for as long as that is so.
 */
export function atWork(stage: Stage, node?: NodeName): readonly Call[] {
  return stage
    .running(node)
    .filter(({ words }) => !/^hast-event (?:disconnect|role) /.test(words.join(' ')));
}

/** What `carphast setup` installs: the file, the devd rule, both rc.d scripts. */
function install({ pair, setup, call }: Stage, name: NodeName): void {
  const node = pair.node(name);
  node.files.put(configPath, tomlOn(name, setup.toml), 0o644, 0);
  installFiles(node, setup.options);
  node.onCarpEvent(({ vhid, state }) => {
    call(name, state, vhid);
  });
  node.onEarlyBoot(() => {
    pair.world.nodes[name === 'hast1' ? 0 : 1].carp.demotion += demotionShare;
  });
  node.onBoot(() => {
    call(name, ...atBoot);
  });
  node.onShutdown(() => {
    const { machine } = call(name, ...atShutdown);
    return machine.ended;
  });
  node.onRemote(async ([, ...words]) => {
    const asked = call(name, ...words);
    const status = await asked.ended;
    return { status, stdout: asked.printed.join('\n') };
  });
  if (setup.hook === true) node.onHastEvent((words) => void call(name, 'hast-event', ...words));
}

/** One file for both nodes; [peer], where it names one of them, names the other one on each. */
export function tomlOn(name: NodeName, toml: string): string {
  const peer = name === 'hast1' ? '10.0.0.2' : '10.0.0.1';
  return toml.replace(/^(ssh *= *"[^"]*)\b10\.0\.0\.[12]"/m, `$1${peer}"`);
}

/** `carphast reconcile` once a minute, on both nodes; not in the same moment. */
export function startCron({ pair, call }: Stage): void {
  const { scheduler, nodes } = pair.world;
  for (const node of nodes) {
    const tick = (): void => {
      if (node.power === 'on') call(node.name, 'reconcile');
      scheduler.after(cronMs, tick, true);
    };
    scheduler.after(cronMs - 7000 * node.index, tick, true);
  }
}
