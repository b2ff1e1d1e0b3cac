import { readdirSync, readFileSync } from 'node:fs';

/** One command of the recorded pair, as test/recordings tells it. */
export interface Recorded {
  /** Name of the transcript, e.g. `carp.txt`. */
  readonly file: string;
  readonly node: string;
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  /** 124 for a command that ran into the recording's time limit. */
  readonly exit: number;
}

const folder = new URL('../recordings/', import.meta.url);

/** All commands of all transcripts, in the order in which they were recorded. */
export const recorded: readonly Recorded[] = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .sort()
  .flatMap((name) => parseTranscript(name, readFileSync(new URL(name, folder), 'utf8')));

/** The recorded commands that match. */
export function commandsLike(pattern: RegExp): readonly Recorded[] {
  return recorded.filter(({ command }) => pattern.test(command));
}

/**
 * The blocks of one tool within the output of recorded commands: each begins with a line like
 * `first` and goes on as long as lines are like `rest`.
 */
export function blocksOf(
  entries: readonly Recorded[],
  first: RegExp,
  rest: RegExp,
): readonly string[] {
  return entries.flatMap(({ stdout }) => {
    const blocks: string[] = [];
    let open = false;
    for (const line of stdout.split('\n')) {
      if (first.test(line) && !(open && rest.test(line))) blocks.push(`${line}\n`);
      else if (open && rest.test(line)) blocks.push(`${blocks.pop() ?? ''}${line}\n`);
      open = first.test(line) || (open && rest.test(line));
    }
    return blocks;
  });
}

/** `[node]# command`, `--- stdout`, `--- stderr`, `--- exit 0   0.12 s`. */
function parseTranscript(file: string, text: string): readonly Recorded[] {
  const entries: Recorded[] = [];
  const pattern =
    /^\[(\w+)\]# ([\s\S]*?)\n(?:--- stdout\n([\s\S]*?))??(?:--- stderr\n([\s\S]*?))??^--- exit (-?\d+|TIMEOUT\(124\)) /gm;
  for (const match of text.matchAll(pattern)) {
    const [, node = '', command = '', stdout = '', stderr = '', exit = ''] = match;
    entries.push({ file, node, command, stdout, stderr, exit: Number(/-?\d+/.exec(exit)?.[0]) });
  }
  return entries;
}
