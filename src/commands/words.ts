import { carpStates, type CarpState } from '../freebsd/types.ts';
import { didYouMean, nearest } from '../config/nearest.ts';
import type { Hint } from '../system/ports.ts';

/** What the words of a call mean, or what is wrong with them. Nothing is looked at before. */
export type Words =
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'usage'; readonly found: string; readonly expected: string };

export type Event =
  /** `MASTER 1@em0`; AUTO claims nothing. */
  | { readonly kind: 'vhid'; readonly vhid: string; readonly claim?: CarpState }
  /** `LINK_UP em0`: every group with a vhid there. */
  | { readonly kind: 'link'; readonly interface: string; readonly up: boolean }
  /** `master`, `slave`: every group. */
  | { readonly kind: 'role'; readonly claim: CarpState };

const states: readonly string[] = [...carpStates, 'AUTO'];
const links: readonly string[] = ['LINK_UP', 'LINK_DOWN'];
/** Older hand-written scripts were called with one of these, in lower case, and nothing else. */
const roles: Readonly<Record<string, CarpState>> = { master: 'MASTER', slave: 'BACKUP' };

const eventShape = 'STATE VHID@IFACE, e.g. "MASTER 1@em0"';

/** The words of devd's action, in either order and any case. */
export function readWords(words: readonly string[], verbs: readonly string[]): Words {
  const [first = '', second] = words;
  if (words.length > 2) return usage(`a third word ${quote(words[2])}`, eventShape);
  if (second === undefined) return readAlone(first, verbs);
  const upper = [first.toUpperCase(), second.toUpperCase()];
  if (upper.some((word) => links.includes(word))) return readLink(first, second);
  if (states.includes(upper[0] ?? '')) return readState(upper[0] ?? '', second);
  if (states.includes(upper[1] ?? '')) return readState(upper[1] ?? '', first);
  return unknownWord(first, verbs);
}

/** The hint that an event is, for the groups of the configuration. */
export function hintOf(event: Event, text: string, known: readonly string[]): Hint {
  switch (event.kind) {
    case 'vhid':
      return { kind: 'event', text, vhids: [event.vhid], ...claim(event.claim) };
    case 'link':
      return {
        kind: 'look',
        text,
        vhids: known.filter((name) => name.endsWith(`@${event.interface}`)),
      };
    case 'role':
      return { kind: 'event', text, vhids: [], claim: event.claim };
  }
}

function claim(state: CarpState | undefined): Pick<Hint, 'claim'> {
  return state === undefined ? {} : { claim: state };
}

function readAlone(word: string, verbs: readonly string[]): Words {
  const role = Object.hasOwn(roles, word) ? roles[word] : undefined;
  if (role !== undefined) return { kind: 'event', event: { kind: 'role', claim: role } };
  const upper = word.toUpperCase();
  if (states.includes(upper))
    return usage(`${quote(word)} alone`, `${eventShape} (or "carphast reconcile")`);
  if (links.includes(upper))
    return usage(`${quote(word)} alone`, `${upper} and an interface, e.g. "${upper} em0"`);
  return unknownWord(word, verbs);
}

function unknownWord(word: string, verbs: readonly string[]): Words {
  const suggestion = nearest(word, verbs) ?? nearest(word.toUpperCase(), [...states, ...links]);
  const hint = didYouMean(suggestion);
  const quoted = word.startsWith('$')
    ? ' The devd rule must not put quotes around $type and $subsystem'
    : '';
  const more = `${hint}${quoted}`;
  const shape = more === '' ? eventShape : `${eventShape}.${more}`;
  return usage(quote(word), `a verb (${verbs.join(', ')}) or ${shape}`);
}

function readState(state: string, subsystem: string): Words {
  const match = /^(\d{1,3})@([A-Za-z0-9_.:-]{1,15})$/.exec(subsystem);
  const vhid = Number(match?.[1] ?? 0);
  if (match === null || vhid < 1 || vhid > 255)
    return usage(
      `${quote(subsystem)} beside ${state}`,
      'a vhid from 1 to 255 and an interface, e.g. "1@em0"',
    );
  const found = carpStates.find((candidate) => candidate === state);
  const name = `${vhid}@${match[2] ?? ''}`;
  return { kind: 'event', event: { kind: 'vhid', vhid: name, ...claim(found) } };
}

function readLink(first: string, second: string): Words {
  const up = [first, second].find((word) => links.includes(word.toUpperCase())) ?? '';
  const name = up === first ? second : first;
  if (!/^[A-Za-z0-9_.:-]{1,15}$/.test(name))
    return usage(
      `${quote(name)} beside ${up.toUpperCase()}`,
      'the name of an interface, e.g. "em0"',
    );
  return {
    kind: 'event',
    event: { kind: 'link', interface: name, up: up.toUpperCase() === 'LINK_UP' },
  };
}

function usage(found: string, expected: string): Words {
  return { kind: 'usage', found, expected };
}

function quote(word: string | undefined): string {
  return JSON.stringify(word ?? '');
}
