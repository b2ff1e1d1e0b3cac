import { finding, when, type Finding } from '../finding.ts';
import type { Card, CardVhid } from '../report.ts';
import { counterpartOf, vhidNamed } from '../vhid-of.ts';
import type { Between } from './pair.ts';

/** Whether the vhids of both nodes hear each other, and elect one master. */
export function judgeVhids(own: Card, peer: Card, between: Between): readonly Finding[] {
  if (own.vhids === null || peer.vhids === null) return [];
  return own.groups.flatMap(({ vhids }) =>
    vhids.flatMap((name) => {
      const mine = vhidNamed(own, name);
      // A vhid that this node lacks is its own finding.
      if (mine === undefined) return [];
      const other = counterpartOf(peer, mine);
      return other === undefined
        ? [finding('vhid-alone', `only ${between.own} has vhid ${name}`)]
        : judgeVhid(mine, other, between);
    }),
  );
}

function judgeVhid(own: CardVhid, peer: CardVhid, between: Between): readonly Finding[] {
  const states = `${own.name} is ${own.state} on ${between.own}, and ${peer.name} ${peer.state} on ${between.peer}`;
  const masters = [own, peer].filter(({ state }) => state === 'MASTER').length;
  return [
    ...when(masters === 2, 'both-masters', states),
    ...when(masters === 0, 'no-master', states),
    ...when(
      own.addresses.join() !== peer.addresses.join(),
      'addresses-differ',
      `vhid ${own.vhid} has ${listed(own)} on ${between.own}, and ${listed(peer)} on ${between.peer}`,
    ),
    ...when(
      own.advbase !== peer.advbase,
      'advbase-differs',
      `vhid ${own.vhid} has advbase ${String(own.advbase)} on ${between.own}, and ${String(peer.advbase)} on ${between.peer}`,
    ),
  ];
}

function listed({ addresses }: CardVhid): string {
  return addresses.length === 0 ? 'no address' : addresses.join(', ');
}
