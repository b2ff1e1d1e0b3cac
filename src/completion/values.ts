import type { Declared } from '../manual/declared.ts';

/** What Tab offers for a word of the command line. */
export interface Values {
  /** A name for it in the scripts. */
  readonly name: string;
  readonly words: readonly string[];
  /** Read from the machine by a small pipeline, without starting node. */
  readonly asks?: Asked;
  readonly path?: 'file' | 'directory';
}

export type Asked = 'groups' | 'resources' | 'vhids';

/** What is known beside the declarations. */
export interface Known {
  readonly codes: readonly string[];
  readonly keys: readonly string[];
  readonly scenarios: readonly string[];
  readonly faults: readonly string[];
}

/**
 * How each is read: sed and awk as FreeBSD has them, and nothing that csh(1) would understand
 * otherwise, so without single quotes, `%`, `$`, `!` and escaped quotes.
 */
export const pipelines: Readonly<Record<Asked, string>> = {
  groups: asked('/usr/local/etc/carphast.toml', String.raw`^ *\[group\.\([A-Za-z0-9_-]*\).*`),
  resources: asked(
    '/etc/hast.conf',
    String.raw`^[^#]*resource[^A-Za-z0-9_]*\([A-Za-z0-9][A-Za-z0-9._:-]*\).*`,
  ),
  vhids: String.raw`ifconfig | sed -n -e "s/^\([a-z0-9._]*\): .*/\1/;t keep" -e "s/.*carp: .* vhid \([0-9]*\) .*/\1/;t give" -e "d;:keep" -e "h;d;:give" -e "G;s/\n/@/p"`,
};

/** The values of an operand or of an option's value, by the name it is declared with. */
export function valuesOf(
  whole: Declared,
  known: Known,
  { verb, name, choices }: { verb: string; name: string; choices: readonly string[] },
): Values {
  if (choices.length > 0) return { name: choices.join('_'), words: choices };
  const table = tableOf(whole, known);
  const values = table[`${verb} ${name}`] ?? table[name];
  if (values === undefined)
    throw new Error(
      `src/completion/values.ts does not know what to offer for <${name}> of carphast ${verb}`,
    );
  return values;
}

export const nothing: Values = { name: 'nothing', words: [] };
export const files: Values = { name: 'files', words: [], path: 'file' };
const directories: Values = { name: 'directories', words: [], path: 'directory' };
export const events: Values = {
  name: 'events',
  words: ['MASTER', 'BACKUP', 'INIT', 'AUTO'],
  asks: 'vhids',
};

function tableOf(whole: Declared, known: Known): Readonly<Record<string, Values>> {
  const verbs = whole.below.map(({ words }) => words);
  return {
    file: files,
    directory: directories,
    group: { name: 'groups', words: [], asks: 'groups' },
    resource: { name: 'resources', words: [], asks: 'resources' },
    'plan event': events,
    'hast-event event': nothing,
    ' words': { ...events, name: 'beginnings', words: [...verbs, ...events.words] },
    'code|key': { name: 'codes', words: [...known.codes, ...known.keys] },
    scenario: { name: 'scenarios', words: ['all', ...known.scenarios] },
    fault: { name: 'faults', words: known.faults },
    id: { name: 'ids', words: ['last'] },
    verb: { name: 'verbs', words: verbs },
    name: nothing,
    duration: nothing,
    number: nothing,
    numbers: nothing,
    count: nothing,
    text: nothing,
    reason: nothing,
  };
}

/** Nothing is said where the file cannot be read. */
function asked(path: string, pattern: string): string {
  return `test -r ${path} && sed -n "s/${pattern}/\\1/p" ${path} | sort -u`;
}
