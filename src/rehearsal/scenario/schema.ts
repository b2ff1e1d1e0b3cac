import * as z from 'zod/mini';
import { parseDuration } from '../../config/duration.ts';
import { pairFile, pairKeys } from './pair-schema.ts';

/** A scenario file, key by key. What it means is in docs/scenario-files.md. */

const aDuration = 'a duration such as "90s" or "3m"';
const duration = z
  .string(aDuration)
  .check(z.refine((text) => parseDuration(text) !== undefined, aDuration));

const node = z.enum(['hast1', 'hast2']);
const place = z.enum(['hast1', 'hast2', 'nobody', 'both']);

const pattern = z.string().check(z.refine(isPattern, 'a regular expression'));

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

/** By node. */
const perNode = <T extends z.core.SomeType>(each: T) =>
  z.strictObject({ hast1: z.exactOptional(each), hast2: z.exactOptional(each) });

/** Its other keys are arguments of the fault. */
const happening = z.catchall(
  z.object({
    at: z.exactOptional(duration),
    when: z.exactOptional(
      z.strictObject({
        node,
        command: pattern,
        phase: z.exactOptional(z.enum(['start', 'end'])),
        nth: z.exactOptional(z.int().check(z.gte(1))),
      }),
    ),
    node: z.exactOptional(node),
    for: z.exactOptional(duration),
    fault: z.exactOptional(z.string()),
    carphast: z.exactOptional(z.string()),
  }),
  z.union([z.string(), z.number(), z.boolean()], 'a text, a number, true or false'),
);

const patterns = z.strictObject({
  never: z.exactOptional(z.array(pattern)),
  once: z.exactOptional(z.array(pattern)),
  some: z.exactOptional(z.array(pattern)),
  exactly: z.exactOptional(
    z.array(z.strictObject({ matching: pattern, lines: z.array(z.string()) })),
  ),
});

const state = z.strictObject({
  power: z.exactOptional(z.enum(['off', 'booting', 'on', 'stopping', 'stuck'])),
  carp: z.exactOptional(z.record(z.string(), z.string())),
  roles: z.exactOptional(z.record(z.string(), z.string())),
  status: z.exactOptional(z.record(z.string(), z.string())),
  services: z.exactOptional(z.array(z.string())),
  mounts: z.exactOptional(z.array(z.string())),
  pools: z.exactOptional(z.array(z.string())),
  shares: z.exactOptional(z.int()),
});

const look = {
  serves: z.exactOptional(z.union([place, z.record(z.string(), place)])),
  standby: z.exactOptional(z.array(node)),
  state: z.exactOptional(perNode(state)),
};

const statuses = z.array(z.union([z.int(), z.enum(['killed', '...'])]));

const step = z.strictObject({
  node,
  id: z.string(),
  outcome: z.exactOptional(z.string()),
  least: z.exactOptional(duration),
  most: z.exactOptional(duration),
});

const expected = z.strictObject({
  ...look,
  told: z.exactOptional(perNode(z.array(z.string()))),
  exit: z.exactOptional(perNode(statuses)),
  says: z.exactOptional(perNode(z.array(z.string()))),
  neverSays: z.exactOptional(perNode(z.array(z.string()))),
  commands: z.exactOptional(perNode(patterns)),
  events: z.exactOptional(perNode(patterns)),
  processes: z.exactOptional(perNode(patterns)),
  files: z.exactOptional(perNode(z.record(z.string(), z.string()))),
  step: z.exactOptional(z.array(step)),
  outage: z.exactOptional(duration),
});

export const schema = z.strictObject({
  title: z.string(),
  case: z.exactOptional(z.int()),
  tour: z.exactOptional(z.int().check(z.gte(1))),
  lasts: z.exactOptional(duration),
  mended: z.exactOptional(z.boolean()),
  pair: z.exactOptional(pairFile),
  happens: z.exactOptional(z.array(happening)),
  meanwhile: z.exactOptional(z.array(z.strictObject({ at: duration, ...look }))),
  expect: z.exactOptional(expected),
});

export type ScenarioFile = z.infer<typeof schema>;
export type HappeningFile = z.infer<typeof happening>;
export type Expected = z.infer<typeof expected>;
export type LookFile = Pick<Expected, keyof typeof look>;
export type StateFile = z.infer<typeof state>;
export type Patterns = z.infer<typeof patterns>;
export type StepFile = z.infer<typeof step>;

/** Keys of an entry of `happens` that are no arguments of its fault. */
export const happeningKeys: readonly string[] = ['at', 'when', 'node', 'for', 'fault', 'carphast'];

const nodes = ['hast1', 'hast2'];

function underNodes(at: string, keys: readonly string[]) {
  return Object.fromEntries([
    [at, nodes],
    ...nodes.map((name) => [`${at}.${name}`, keys] as const),
  ]);
}

function everyOf(names: readonly string[], keys: readonly string[]) {
  return Object.fromEntries(
    names.flatMap((name) => Object.entries(underNodes(`expect.${name}`, keys))),
  );
}

/** Every key that may stand at a place of the file, for "did you mean". */
export const keysAt: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(schema.shape),
  ...pairKeys,
  'happens.*.when': ['node', 'command', 'phase', 'nth'],
  'meanwhile.*': ['at', ...Object.keys(look)],
  expect: Object.keys(expected.shape),
  'expect.step.*': Object.keys(step.shape),
  ...underNodes('meanwhile.*.state', Object.keys(state.shape)),
  ...underNodes('expect.state', Object.keys(state.shape)),
  ...everyOf(['told', 'exit', 'says', 'neverSays', 'files'], []),
  ...everyOf(['commands', 'events', 'processes'], Object.keys(patterns.shape)),
};
