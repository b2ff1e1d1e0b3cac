/** Options of carphast itself that take a value; needed before the command line is parsed whole. */
const withValue = ['--config', '--root', '-c'];

/** The words of a call that are no options. */
export function operands(argv: readonly string[]): readonly string[] {
  const words: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (withValue.includes(word)) at += 1;
    else if (!word.startsWith('-') || word === '-') words.push(word);
  }
  return words;
}

/** The value of --root, or `/`. */
export function rootOf(argv: readonly string[]): string {
  const at = argv.findLastIndex((word) => word === '--root' || word.startsWith('--root='));
  const word = argv[at];
  if (word === undefined) return '/';
  return word === '--root' ? (argv[at + 1] ?? '/') : word.slice('--root='.length);
}
