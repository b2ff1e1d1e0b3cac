import type { Config, Group } from '../../src/config/model.ts';
import type { Run } from '../../src/engine/run.ts';
import { parseHistory, type Transition } from '../../src/history/entry.ts';
import { historyPath } from '../../src/history/paths.ts';
import { lookAt } from '../../src/world/read.ts';
import { scripted, type Answer, type Scripted } from './scripted.ts';
import { statusOf } from './tool-answers.ts';
import { configOf } from './worlds.ts';

/** One node whose groups carry nothing but services: enough to see how the engine comes to rest. */
export interface SmallNode extends Scripted {
  readonly config: Config;
  readonly group: Group;
  readonly run: Run;
  /** `1@em0`, `2@em1` and so on. */
  readonly states: string[];
  readonly up: Set<string>;
  readonly history: () => readonly Transition[];
  /** Levels and messages of the log, but no debug lines. */
  readonly told: () => readonly string[];
  demotion: number;
}

export interface Small {
  readonly toml?: string;
  readonly states?: readonly string[];
  readonly up?: readonly string[];
  readonly preempt?: 0 | 1;
  readonly run?: Partial<Run>;
  /** Looks at each command first; what it does not answer is done as a node would. */
  readonly script?: (line: string, node: SmallNode) => Answer | undefined;
}

const usual = 'resources = []\nservices = ["one"]\n';

export async function smallNode(small: Small = {}): Promise<SmallNode> {
  const states = [...(small.states ?? ['MASTER'])];
  const vhids = states.map((_, at) => `${at + 1}@em${at}`);
  const config = await configOf(small.toml ?? usual, { vhids, resources: [] });
  const up = new Set(small.up);
  const scene: Scripted = scripted(
    (line) => small.script?.(line, node) ?? answer(node, small, line),
  );
  const run = { machine: scene.machine, config, look: lookAt(config), trigger: 'a test' };
  const node: SmallNode = {
    ...scene,
    config,
    group: config.groups[0]!,
    run: { ...run, ...small.run },
    states,
    up,
    demotion: 0,
    history: () =>
      parseHistory(scene.machine.files.texts.get(historyPath) ?? '').lines.filter(
        (line): line is Transition => line.kind === 'transition',
      ),
    told: () =>
      scene.logged
        .filter(({ level }) => level !== 'debug')
        .map(({ level, message }) => `${level} ${message}`),
  };
  return node;
}

function answer(node: SmallNode, { preempt = 1 }: Small, line: string): Answer | undefined {
  const { states, up } = node;
  const [tool, name = '', verb] = line.split(' ');
  if (tool === 'service' && verb === 'onestart') up.add(name);
  if (tool === 'service' && verb === 'onestop') up.delete(name);
  if (tool === 'service' && verb === 'onestatus')
    return statusOf(name, ...(up.has(name) ? [100] : []));
  const vhid = /^ifconfig em(\d) vhid \d state (\w+)$/.exec(line);
  if (vhid !== null) states[Number(vhid[1])] = (vhid[2] ?? '').toUpperCase();
  if (line === 'ifconfig -a') return { stdout: states.map(carpLine).join('') };
  node.demotion += Number(/demotion=(-?\d+)$/.exec(line)?.[1] ?? 0);
  if (line === 'sysctl net.inet.carp')
    return {
      stdout: `net.inet.carp.demotion: ${node.demotion}\nnet.inet.carp.preempt: ${preempt}\n`,
    };
  if (line === 'mount -p') return { stdout: '/dev/ada0p2\t/\tufs\trw\t1 1\n' };
  return undefined;
}

function carpLine(state: string, at: number): string {
  return `em${at}: flags=8943<UP>\n\tcarp: ${state} vhid ${at + 1} advbase 1 advskew 10\n`;
}
