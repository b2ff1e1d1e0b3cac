import type { Config } from '../config/model.ts';
import type { Reading } from '../freebsd/reading.ts';
import type { Vhid } from '../freebsd/types.ts';
import type { Hint } from '../system/ports.ts';
import { act } from './act.ts';
import type { Session } from './session.ts';
import { hintOf, type Event } from './words.ts';

/**
 * `carphast MASTER 1@em0`: somebody, most often devd, says that something changed. That is a reason
 * to look, and never more.
 */
export function handleEvent(
  session: Session,
  event: Event,
  look: { readonly words: string; readonly vhids: Promise<Reading<readonly Vhid[]>> },
): Promise<number> {
  return look.vhids.then((vhids) =>
    act(session, {
      wait: false,
      hint: (config) => {
        const hint = hintOf(event, look.words, allVhids(config));
        if (!isConcerned(session, config, event, hint)) return undefined;
        compare(session, config, event, vhids);
        return hint;
      },
    }),
  );
}

function allVhids(config: Config): readonly string[] {
  return config.groups.flatMap((group) => group.vhids);
}

/** An event for a vhid that no group names is somebody else's. */
function isConcerned(session: Session, config: Config, event: Event, hint: Hint): boolean {
  const known = allVhids(config);
  const foreign = event.kind !== 'role' && !hint.vhids.some((name) => known.includes(name));
  if (foreign) session.machine.log.info(`no group names ${subject(event)}: nothing to do`);
  return !foreign;
}

function subject(event: Event): string {
  switch (event.kind) {
    case 'vhid':
      return event.vhid;
    case 'link':
      return `a vhid on ${event.interface}`;
    case 'role':
      return 'any vhid';
  }
}

/** The kernel wins; a person is told how to move the group instead. */
function compare(
  session: Session,
  config: Config,
  event: Event,
  vhids: Reading<readonly Vhid[]>,
): void {
  if (event.kind !== 'vhid' || event.claim === undefined || !vhids.known) return;
  const vhid = vhids.value.find(({ name }) => name === event.vhid);
  if (vhid?.state === event.claim) return;
  const { log } = session.machine;
  log.warn(
    `the call says that ${event.vhid} is ${event.claim}, ifconfig says ${vhid?.state ?? 'that there is none'}: ifconfig counts`,
    { claim: event.claim, kernel: vhid?.state ?? 'absent' },
  );
  if (session.terminal.interactive && vhid !== undefined)
    advise(session, config, event.claim, vhid);
}

/** A switchover asks the other node by ssh; without a way to, a release does. */
function advise({ terminal }: Session, config: Config, claim: string, { name }: Vhid): void {
  const where = claim === 'MASTER' ? 'on the node that is MASTER now' : 'here';
  const group = config.groups.find(({ vhids }) => vhids.includes(name))?.name ?? '';
  const verb =
    config.peer?.ssh === undefined
      ? 'carphast release (and later, on the same node: carphast resume)'
      : `carphast switchover ${group}`;
  terminal.complain(
    `carphast follows CARP, it does not lead it. To move ${name}, type ${where}: ${verb}`,
  );
}
