import { lookAround } from '../config/discover.ts';
import { configPath, loadConfig } from '../config/load.ts';
import type { Config } from '../config/model.ts';
import { createPair } from '../sim/index.ts';
import type { Setup } from './drama.ts';

const known = new Map<string, Promise<Config>>();

/** The configuration as carphast reads it on a pair of this setup. Throws where it is invalid. */
export function configOf(setup: Setup): Promise<Config> {
  const { timeout, vhids, resources, fstab, files } = setup.options;
  const key = JSON.stringify([setup.toml, timeout, vhids, resources, fstab, files]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const config = read(setup);
  known.set(key, config);
  return config;
}

async function read({ toml, options }: Setup): Promise<Config> {
  const pair = createPair({ ...options, situation: 'hast1-serves' });
  const node = pair.node('hast1');
  node.files.put(configPath, toml, 0o644, 0);
  const machine = node.machine();
  const source = { files: machine.files, path: configPath, owners: [0], required: true };
  const loaded = await pair.clock.until(
    loadConfig(source, (wanted) => lookAround(machine, wanted)),
  );
  if (loaded?.kind === 'valid') return loaded.config;
  throw new Error(loaded?.kind === 'invalid' ? loaded.problems.join('\n') : 'nothing answers');
}
