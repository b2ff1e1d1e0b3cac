import type { Dice } from './dice.ts';
import { mutate, type Sound } from './mutate.ts';

/** Lines of JSON: sound records with other values and keys, in any order, and then damaged as text. */
export function mutateLines(dice: Dice, records: readonly unknown[], sound: Sound): string {
  const lines = Array.from({ length: dice.below(8) }, () => mutateJson(dice, dice.pick(records)));
  const text = lines.map((line) => `${line}\n`).join('');
  return dice.chance(0.5) ? text : mutate(dice, { ...sound, samples: [text] });
}

/** The text of a sound value with some of it changed: still JSON, most of the time. */
export function mutateJson(dice: Dice, value: unknown): string {
  let changed = value;
  for (let left = dice.below(3); left > 0; left -= 1) changed = change(dice, changed);
  const text = JSON.stringify(changed);
  return dice.chance(0.95) ? text : text.replace('{', `{${dice.pick(doubles)}`);
}

const doubles = ['"kind":"begin",', '"v":1,', '"v":2,', '"__proto__":{"v":1},', '"":0,'];

/** At the value itself or somewhere within it. */
function change(dice: Dice, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || dice.chance(0.1)) return dice.pick(strange);
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  if (entries.length === 0) return dice.pick(strange);
  const at = dice.below(entries.length);
  const [key, inner] = entries[at]!;
  const next = changedEntry(dice, key, inner);
  const all = entries.toSpliced(at, 1, ...next);
  return Array.isArray(value) ? all.map(([, each]) => each) : Object.fromEntries(all);
}

function changedEntry(
  dice: Dice,
  key: string,
  inner: unknown,
): readonly (readonly [string, unknown])[] {
  switch (dice.below(8)) {
    case 0:
      return [];
    case 1:
      return [[dice.pick(keys), inner]];
    case 2:
      return [
        [key, inner],
        [dice.pick(keys), dice.pick(strange)],
      ];
    default:
      return [[key, change(dice, inner)]];
  }
}

const keys = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  'kind',
  'v',
  'later',
  '0',
];

/** In JSON an own key `__proto__` is a key like any other. */
const polluted: unknown = JSON.parse('{"__proto__":{"kind":"begin","v":1}}');

const strange: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 2, 0.5, 255, 1e21, 1e308, -1e308, 8.64e15, 8.64e15 + 2],
  ...['', 'x', '\0', '\ud800', '__proto__', 'primary', 'active', 'x'.repeat(3000), '\u001b[2J\n'],
  ...[[], {}, [[]], [null], [0], polluted, Array.from({ length: 300 }, () => ({}))],
];
