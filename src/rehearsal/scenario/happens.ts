import { parseDuration } from '../../config/duration.ts';
import { nearest } from '../../config/nearest.ts';
import type { ConfigProblem } from '../../config/problems.ts';
import type { Arguments, Happening } from '../drama.ts';
import { catalogue, faultNamed } from '../faults/catalogue.ts';
import type { Fault } from '../faults/fault.ts';
import { happeningKeys, type HappeningFile } from './schema.ts';

export type ReadHappening = { readonly kind: 'happening'; readonly happening: Happening } | Problem;

interface Problem {
  readonly kind: 'problem';
  readonly problem: ConfigProblem;
}

interface Given {
  readonly kind: 'given';
  readonly given: Arguments;
}

/** An entry of `happens`; `key` is its place in the file, for problems. */
export function readHappening(file: HappeningFile, key: string): ReadHappening {
  const { at, when, node = 'hast1' } = file;
  if (at !== undefined && when !== undefined) return problem(key, 'at and when', 'one of them');
  const named = faultOf(file, key);
  if ('kind' in named) return named;
  const given = argumentsOf(file, named, key);
  if (given.kind === 'problem') return given;
  const forMs = durationOf(file.for);
  return {
    kind: 'happening',
    happening: {
      at:
        when === undefined
          ? { ms: durationOf(at) ?? 0 }
          : {
              node: when.node,
              command: when.command,
              phase: when.phase ?? 'start',
              nth: when.nth ?? 1,
            },
      fault: named.name,
      node,
      with: given.given,
      ...(forMs === undefined ? {} : { forMs }),
    },
  };
}

function problem(key: string, found: string, expected: string, suggestion?: string): Problem {
  const more = suggestion === undefined ? {} : { suggestion };
  return { kind: 'problem', problem: { key, found, expected, ...more } };
}

function faultOf({ fault, carphast }: HappeningFile, key: string): Fault | Problem {
  if ((fault === undefined) === (carphast === undefined)) {
    const found = fault === undefined ? 'neither fault nor carphast' : 'fault and carphast';
    return problem(key, found, 'one of them');
  }
  const name = fault ?? 'carphast';
  const names = catalogue.map((one) => one.name);
  return (
    faultNamed(name) ??
    problem(`${key}.fault`, `"${name}"`, 'a fault of docs/scenario-files.md', nearest(name, names))
  );
}

function argumentsOf(
  { carphast, ...file }: HappeningFile,
  { name, takes }: Fault,
  key: string,
): Given | Problem {
  const given: Record<string, string | number | boolean> = {};
  if (carphast !== undefined) given['words'] = carphast;
  for (const [argument, value] of Object.entries(file)) {
    if (happeningKeys.includes(argument)) continue;
    const usual = takes[argument];
    if (usual === undefined) return unknownArgument(`${key}.${argument}`, name, takes);
    const fitting = fit(value, usual);
    if (fitting === undefined)
      return problem(
        `${key}.${argument}`,
        JSON.stringify(value),
        `a value like ${JSON.stringify(usual)}`,
      );
    given[argument] = fitting;
  }
  return { kind: 'given', given };
}

function unknownArgument(key: string, fault: string, takes: Arguments): Problem {
  const known = Object.keys(takes);
  const expected = known.length === 0 ? 'no arguments' : `one of ${known.join(', ')}`;
  const word = key.slice(key.lastIndexOf('.') + 1);
  return problem(key, `no argument of ${fault}`, expected, nearest(word, known));
}

/** Of the usual value's type; a duration where that is a number. */
function fit(
  value: unknown,
  usual: string | number | boolean,
): string | number | boolean | undefined {
  if (typeof usual === 'number' && typeof value === 'string') return parseDuration(value);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return undefined;
  return typeof value === typeof usual ? value : undefined;
}

function durationOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}
