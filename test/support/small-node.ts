import type { Config, Group } from '../../src/config/model.ts';
import type { Rest, Run } from '../../src/engine/run.ts';
import { settleGroup } from '../../src/engine/settle.ts';
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
  const config = await configOf(small.toml ?? usual, { vhids });
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

/** The group of a new node, brought to rest; `goals`: what it headed for, look by look. */
export async function settled(
  small: Small = {},
): Promise<{ node: SmallNode; rest: Rest; goals: string[] }> {
  const node = await smallNode(small);
  const goals: string[] = [];
  const rest = await settleGroup(node.run, node.group, (goal) => void goals.push(goal.kind));
  return { node, rest, goals };
}

/** `active failed mount-failed yielded`, transition by transition. */
export function outcomes(node: SmallNode): readonly string[] {
  return node
    .history()
    .map(({ goal, outcome, code, yielded }) =>
      [goal, outcome, code, yielded ? 'yielded' : undefined].filter(Boolean).join(' '),
    );
}

function answer(node: SmallNode, { preempt = 1 }: Small, line: string): Answer | undefined {
  if (line.startsWith('service ')) return serve(node, line);
  if (line === 'mount -p') return { stdout: '/dev/ada0p2\t/\tufs\trw\t1 1\n' };
  if (line === 'ifconfig -a') return { stdout: node.states.map(carpLine).join('') };
  const vhid = /^ifconfig em(\d) vhid \d state (\w+)$/.exec(line);
  if (vhid !== null) node.states[Number(vhid[1])] = (vhid[2] ?? '').toUpperCase();
  node.demotion += Number(/demotion=(-?\d+)$/.exec(line)?.[1] ?? 0);
  return line === 'sysctl net.inet.carp'
    ? { stdout: `net.inet.carp.demotion: ${node.demotion}\nnet.inet.carp.preempt: ${preempt}\n` }
    : undefined;
}

function serve({ up }: SmallNode, line: string): Answer | undefined {
  const [, name = '', verb] = line.split(' ');
  if (verb === 'onestart') up.add(name);
  if (verb === 'onestop') up.delete(name);
  return verb === 'onestatus' ? statusOf(name, ...(up.has(name) ? [100] : [])) : undefined;
}

function carpLine(state: string, at: number): string {
  return `em${at}: flags=8943<UP>\n\tcarp: ${state} vhid ${at + 1} advbase 1 advskew 10\n`;
}
