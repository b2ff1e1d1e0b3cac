import type { NodeName } from '../../src/sim/index.ts';
import type { Served } from './served.ts';

/** Both nodes answer each other by ssh, with the report of the real carphast. */
export function answering(pair: Served): Served {
  for (const name of ['hast1', 'hast2'] as const) pair.pair.node(name).onRemote(report(pair, name));
  return pair;
}

function report(pair: Served, name: NodeName) {
  return async (words: readonly string[]) => {
    const { status, stdout } = await pair.carphast(name, ...words.slice(1));
    return { status, stdout };
  };
}
