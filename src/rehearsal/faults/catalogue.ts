import { carphastFaults } from './carphast.ts';
import { eventFaults } from './events.ts';
import type { Fault } from './fault.ts';
import { fileFaults } from './files.ts';
import { hastFaults } from './hast.ts';
import { networkFaults } from './network.ts';
import { operatorFaults } from './operator.ts';
import { powerFaults } from './power.ts';
import { serviceFaults } from './services.ts';
import { storageFaults } from './storage.ts';

/** Every fault by name: what scenario files, `--fault` and the random runs are made of. */
export const catalogue: readonly Fault[] = [
  ...powerFaults,
  ...networkFaults,
  ...eventFaults,
  ...hastFaults,
  ...storageFaults,
  ...serviceFaults,
  ...carphastFaults,
  ...operatorFaults,
  ...fileFaults,
];

export function faultNamed(name: string): Fault | undefined {
  return catalogue.find((one) => one.name === name);
}
