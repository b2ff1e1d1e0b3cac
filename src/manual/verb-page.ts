/** What `--help` and carphast(8) say about a verb beside its declaration. */
export interface VerbPage {
  /**
   * A paragraph each. Between backticks stands what is typed or named: a command line of carphast,
   * an option, a path, or a word; capitals are what has to be put in.
   */
  readonly text: readonly string[];
  /** Exit statuses of its own; those of every verb (64, 70, 130, 143) are said once, in common. */
  readonly exits: Exits;
  /** Each a command line and what it is for. */
  readonly examples: readonly Example[];
}

/** By status, or by a range such as `1-62`. */
export type Exits = Readonly<Record<string, string>>;
export type Example = readonly [command: string, meaning: string];

/** Verbs under a heading; a word below a verb stands there by both, as `history show`. */
export interface Chapter {
  readonly heading: string;
  readonly verbs: Readonly<Record<string, VerbPage>>;
}

/** How a run that acts on groups may end. */
export const runExits: Exits = {
  0: 'done, or nothing to do',
  1: 'a step failed',
  2: 'refused, with a code',
  69: 'hastd is not there, or does not answer',
  75: 'another run is at work, and was told: try again',
  77: 'not root',
  78: 'the configuration is invalid',
};

/** How a verb may end that only looks. */
export const lookExits: Exits = {
  2: 'ifconfig could not be read',
  69: 'hastd is needed to find the resources, and is not there',
  78: 'the configuration is invalid',
};

export const commonExits: Exits = {
  64: 'a wrong call',
  70: 'a fault of carphast, or no Node.js to run it: please report it',
  130: 'ended by INT: the next run goes on from there',
  143: 'ended by TERM: the next run goes on from there',
};

/** In the order of the numbers. */
export function sortedExits(exits: Exits): readonly (readonly [status: string, meaning: string])[] {
  return Object.entries(exits).sort(([one], [other]) => parseInt(one, 10) - parseInt(other, 10));
}

/** `Why a failover would not work now.`, of a description that is part of a list elsewhere. */
export function asSentence(text: string): string {
  const end = /[.?!]$/.test(text) ? '' : '.';
  const isName = /^(?:\w+[(_.]|hast|carphast|ifconfig|devd|rc )/.test(text);
  return `${isName ? text.charAt(0) : text.charAt(0).toUpperCase()}${text.slice(1)}${end}`;
}
