import { finding, when, type Finding } from '../finding.ts';
import type { Card, CardVhid } from '../report.ts';
import type { Between } from './pair.ts';

/** Whether the vhids of both nodes hear each other, and elect one master. */
export function judgeVhids(own: Card, peer: Card, between: Between): readonly Finding[] {
  if (own.vhids === null || peer.vhids === null) return [];
  const [here, there] = [own.vhids, peer.vhids];
  const numbers = new Set([...own.groups, ...peer.groups].flatMap(({ vhids }) => vhids));
  return [...numbers].flatMap((number) => {
    const mine = here.find(({ vhid }) => String(vhid) === number);
    const other = there.find(({ vhid }) => String(vhid) === number);
    // Its own node says so.
    if (mine === undefined && other === undefined) return [];
    if (mine === undefined || other === undefined)
      return [
        finding(
          'vhid-alone',
          `only ${mine === undefined ? between.peer : between.own} has vhid ${number}`,
        ),
      ];
    return judgeVhid(mine, other, between);
  });
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
