/** A simulated node, and `carphast setup` on it. */
import { setup, uninstall } from '../../src/commands/setup.ts';
import { configPath } from '../../src/config/load.ts';
import { createPair, type Pair, type PairOptions, type SimMachine } from '../../src/sim/index.ts';
import type { NodeModel } from '../../src/sim/state.ts';
import type { Exec, Files, Written } from '../../src/system/ports.ts';
import { sessionOn } from './session.ts';

export interface SetupNode {
  readonly pair: Pair;
  readonly node: NodeModel;
  /** Runs `carphast setup WORDS...`; undefined when it was killed. */
  readonly setup: (...words: readonly string[]) => Promise<Ended>;
  /** The same, killed after so many things that it did to the machine. */
  readonly cut: (after: number, ...words: readonly string[]) => Promise<Ended>;
  /** Every file, directory and link, with its mode; without the ids of processes. */
  readonly tree: () => ReadonlyMap<string, unknown>;
  readonly text: (path: string) => string | undefined;
}

export interface Ended {
  /** Undefined: killed. */
  readonly status: number | undefined;
  readonly printed: string;
  readonly complained: string;
}

export interface SetupNodeOptions extends PairOptions {
  /** What is typed when setup asks. */
  readonly answer?: string;
  /** What happens meanwhile. */
  readonly meanwhile?: (node: NodeModel) => void;
  readonly privileged?: boolean;
}

export function createSetupNode(options: SetupNodeOptions = {}): SetupNode {
  const { answer, meanwhile, privileged = true, ...given } = options;
  const pair = createPair({ toolDelays: 0, ...given });
  const [node] = pair.world.nodes;
  const run = async (machine: SimMachine, words: readonly string[]): Promise<Ended> => {
    const { session, printed, complained } = sessionOn(machine, privileged);
    const work = words.includes('--uninstall')
      ? uninstall(session, words.includes('--json'))
      : setup(session, {
          yes: words.includes('--yes'),
          json: words.includes('--json'),
          keep: words.flatMap((word, at) => (words[at - 1] === '--keep' ? [word] : [])),
          ask: () => {
            meanwhile?.(node);
            return Promise.resolve(answer);
          },
        });
    const ended = Promise.race([work, machine.ended.then(() => undefined)]);
    const status = await pair.clock.until(ended, 600_000);
    machine.exit();
    return { status, printed: printed.join('\n'), complained: complained.join('\n') };
  };
  return {
    pair,
    node,
    setup: (...words) => run(pair.node('hast1').machine(), words),
    cut: (after, ...words) => run(killedAfter(pair.node('hast1').machine(), after), words),
    tree: () => treeOf(node),
    text: (path) => pair.node('hast1').files.text(path),
  };
}

/** One with a database, and a carphast.toml that names it. */
export function databaseNode({ files, ...options }: SetupNodeOptions = {}): SetupNode {
  return createSetupNode({
    situation: 'both-booted',
    preempt: true,
    services: [{ name: 'mysql-server', rcName: 'mysql' }],
    ...options,
    files: { [configPath]: 'services = ["mysql-server"]\n', ...files },
  });
}

function treeOf(node: NodeModel): ReadonlyMap<string, unknown> {
  const entries = [...node.files.entries].filter(([path]) => !/^\/var\/run\/\w+\.pid$/.test(path));
  return new Map(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What changes the machine: each write, and each command that is more than a question. */
function killedAfter(machine: SimMachine, limit: number): SimMachine {
  let left = limit;
  const spend = (): boolean => {
    left -= 1;
    if (left < 0) machine.kill();
    return left >= 0;
  };
  const exec: Exec = (command) => {
    const changes = command.args.some((word) => /^one|^set$/.test(word) && word !== 'onestatus');
    return !changes || spend() ? machine.exec(command) : new Promise(() => undefined);
  };
  return { ...machine, exec, files: counted(machine.files, spend) };
}

function counted(files: Files, spend: () => boolean): Files {
  const when = (write: () => Written): Written =>
    spend() ? write() : { kind: 'failed', message: 'killed' };
  return {
    ...files,
    replaceText: (path, text) => when(() => files.replaceText(path, text)),
    installText: (path, text, mode) => when(() => files.installText(path, text, mode)),
    appendText: (path, text) => when(() => files.appendText(path, text)),
    makeDirectory: (path, mode) => when(() => files.makeDirectory(path, mode)),
    removeDirectory: (path) => when(() => files.removeDirectory(path)),
    remove: (path) => when(() => files.remove(path)),
    makeLink: (target, path) => when(() => files.makeLink(target, path)),
    rename: (from, to) => when(() => files.rename(from, to)),
  };
}
