import type { Dice } from './dice.ts';

/** What texts of one kind look like when they are sound. */
export interface Sound {
  readonly samples: readonly string[];
  /** Pieces of its language: keys, states and fields, also of other releases. */
  readonly words: readonly string[];
}

const longest = 100_000;

/** A sound text damaged in one to four places; now and then bytes that were never sound. */
export function mutate(dice: Dice, sound: Sound): string {
  if (dice.chance(0.02)) return noise(dice, 200);
  let text = dice.pick(sound.samples);
  if (dice.chance(0.15)) text = splice(dice, text, dice.pick(sound.samples));
  for (let left = 1 + dice.below(4); left > 0; left -= 1) {
    text = dice.pick(changes)(text, dice, sound);
  }
  return text.slice(0, longest);
}

/** Random bytes, read as UTF-8. */
export function noise(dice: Dice, atMost: number): string {
  const bytes = Array.from({ length: dice.below(atMost) }, () => dice.below(256));
  return Buffer.from(bytes).toString('utf8');
}

type Change = (text: string, dice: Dice, sound: Sound) => string;

const cut: Change = (text, dice) => text.slice(0, dice.below(text.length + 1));
const behead: Change = (text, dice) => text.slice(dice.below(text.length + 1));
const cutAtLine: Change = (text, dice) => {
  const lines = text.split('\n');
  return lines.slice(0, dice.below(lines.length)).join('\n') + '\n';
};

const insertWord: Change = (text, dice, sound) =>
  insert(text, dice, dice.pick(dice.chance(0.5) ? sound.words : separators));
const insertNoise: Change = (text, dice) => insert(text, dice, noise(dice, 30));
const remove: Change = (text, dice) => {
  const at = dice.below(text.length + 1);
  return text.slice(0, at) + text.slice(at + dice.below(20));
};
const replaceNumber: Change = (text, dice) => {
  const found = [...text.matchAll(/\d+/g)];
  if (found.length === 0) return text;
  const { index, 0: digits } = dice.pick(found);
  return text.slice(0, index) + dice.pick(numbers) + text.slice(index + digits.length);
};
const replaceWord: Change = (text, dice, sound) => {
  const found = [...text.matchAll(/[\w./-]+/g)];
  if (found.length === 0) return text;
  const { index, 0: word } = dice.pick(found);
  return text.slice(0, index) + dice.pick(sound.words) + text.slice(index + word.length);
};

const repeat: Change = (text, dice) => {
  const at = dice.below(text.length + 1);
  const piece = text.slice(at, at + 1 + dice.below(80));
  const times = 1 + dice.below(dice.chance(0.1) ? 300 : 5);
  return text.slice(0, at) + piece.repeat(times) + text.slice(at);
};
const run: Change = (text, dice) => {
  const piece = dice.pick(pieces);
  const times = 100 + dice.below(dice.chance(0.1) ? 20_000 : 1500);
  const tail = dice.pick(['', 'X', '\rX\rY', '\n', '\u2028X\n']);
  return insert(text, dice, piece.repeat(times) + tail);
};
const bomb: Change = (text, dice) =>
  dice.chance(0.9) ? text : insert(text, dice, dice.pick(nests).repeat(10_000));

const dropLine: Change = (text, dice) => {
  const lines = text.split('\n');
  return lines.toSpliced(dice.below(lines.length), 1).join('\n');
};
const doubleLine: Change = (text, dice) => {
  const lines = text.split('\n');
  return lines.toSpliced(dice.below(lines.length), 0, dice.pick(lines)).join('\n');
};
const foreignLine: Change = (text, dice, sound) => {
  const lines = text.split('\n');
  const line = dice.pick(dice.pick(sound.samples).split('\n'));
  return lines.toSpliced(dice.below(lines.length), dice.below(2), line).join('\n');
};
const swapLines: Change = (text, dice) => swap(text, dice, '\n');
const swapFields: Change = (text, dice) => {
  const lines = text.split('\n');
  const at = dice.below(lines.length);
  return lines.with(at, swap(lines[at]!, dice, dice.pick([' ', '\t', ':', ',']))).join('\n');
};

const flipBit: Change = (text, dice) => {
  const bytes = Buffer.from(text);
  const at = dice.below(bytes.length);
  if (bytes.length > 0) bytes[at] = bytes[at]! ^ (1 << dice.below(8));
  return bytes.toString('utf8');
};
const brokenBytes: Change = (text, dice) => {
  const bytes = Buffer.from(text);
  const at = dice.below(bytes.length + 1);
  const broken = Buffer.from(dice.pick(sequences));
  return Buffer.concat([bytes.subarray(0, at), broken, bytes.subarray(at)]).toString('utf8');
};
const dosLines: Change = (text) => text.replaceAll('\n', '\r\n');
const unended: Change = (text) => text.trimEnd();

const changes: readonly Change[] = [
  ...[cut, cut, cutAtLine, behead, insertWord, insertWord, insertNoise, remove, replaceNumber],
  ...[replaceNumber, replaceWord, replaceWord, repeat, run, bomb, dropLine, doubleLine],
  ...[foreignLine, swapLines, swapFields, flipBit, flipBit, brokenBytes, dosLines, unended],
];

const separators = [
  ...['\n', '\t', ' ', ':', ',', '.', '"', "'", '{', '}', '[', ']', '=', '-', '/', '#', '(', ')'],
  ...[
    '\0',
    '\r',
    '\v',
    '\f',
    '\\',
    '\u2028',
    '\ufeff',
    '\u00a0',
    '\ud800',
    '\u{1f4a5}',
    '\u001b[2J',
  ],
  ...['__proto__', 'constructor', 'toString', '\\040', '\\000', '$(reboot)', '\n\n', ' \n'],
];
const numbers = [
  ...['-1', '-0', '0', '1', '255', '256', '4194305', '2147483648', '9007199254740993', '0.5'],
  ...['99999999999999999999', '1e999', '-1e999', '1e300', '8640000000000001', '0x10', '١', ''],
];
const pieces = [
  ' ',
  '\t',
  'a',
  '1',
  'a ',
  '1 ',
  'a: ',
  '\n',
  '{',
  '\\',
  ',',
  'a\tb\t',
  '\r',
  '.a',
  '-',
];
const nests = ['[', '{', '{"a":', '{a=', '[[', 'a.', '(', '"'];
const sequences = [
  [0xff],
  [0xc3],
  [0xc3, 0x28],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f],
  [0, 0, 0],
  [0x80],
];

function insert(text: string, dice: Dice, piece: string): string {
  const at = dice.below(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at);
}

function splice(dice: Dice, head: string, tail: string): string {
  return head.slice(0, dice.below(head.length + 1)) + tail.slice(dice.below(tail.length + 1));
}

function swap(text: string, dice: Dice, by: string): string {
  const parts = text.split(by);
  const [one, other] = [dice.below(parts.length), dice.below(parts.length)];
  return parts.with(one, parts[other]!).with(other, parts[one]!).join(by);
}
