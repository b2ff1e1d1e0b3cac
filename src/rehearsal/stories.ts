import type { Pair, PairOptions } from '../sim/index.ts';

/** A story that `carphast rehearse` plays: a serving pair, and what happens to it. */
export interface Story {
  readonly name: string;
  readonly title: string;
  readonly options: PairOptions;
  /** What happens; `call` is an operator's command line on a node. */
  readonly happens: (
    pair: Pair,
    call: (node: 'hast1' | 'hast2', ...words: string[]) => void,
  ) => void;
  /** The node that should serve at the end. */
  readonly servesAtEnd: 'hast1' | 'hast2';
}

const services = ['mysql-server', 'rpcbind', 'mountd', 'nfsd'];

/** carphast.toml of the rehearsed pair: all else is discovered. */
export const rehearsedConfig = `services = ${JSON.stringify(services)}\n`;

const base: PairOptions = {
  preempt: true,
  services: [{ name: 'mysql-server', rcName: 'mysql', needs: '/mnt/data', startMs: 1200 }],
  running: services,
};

export const stories: readonly Story[] = [
  {
    name: 'planned-switchover',
    title: 'An operator releases the serving node',
    options: base,
    happens: (_pair, call) => {
      call('hast1', 'release');
    },
    servesAtEnd: 'hast2',
  },
  {
    name: 'power-cut',
    title: 'The serving node loses power',
    options: base,
    happens: (pair) => {
      pair.node('hast1').powerCut();
    },
    servesAtEnd: 'hast2',
  },
  {
    name: 'cable-pulled',
    title: 'The serving node loses its link to the clients',
    options: base,
    happens: (pair) => {
      pair.node('hast1').cableOut('client');
    },
    servesAtEnd: 'hast2',
  },
  {
    name: 'fsck-needed',
    title: 'Power cut, and the file system needs more than a quick check',
    options: base,
    happens: (pair) => {
      pair.node('hast1').powerCut();
      pair.node('hast2').fsckOutcome('data', 'needs-y');
    },
    servesAtEnd: 'hast2',
  },
  {
    name: 'service-fails',
    title: 'The link comes back, but the database will not start on the other node: it yields',
    options: { ...base, preempt: false },
    happens: (pair) => {
      pair.node('hast2').serviceBehaves('mysql-server', { startFails: true });
      pair.node('hast1').cableOut('client');
      void pair.clock.sleep(4000).then(() => {
        pair.node('hast1').cableIn('client');
      });
    },
    servesAtEnd: 'hast1',
  },
];
