/** Survives boots. */
export const stateDirectory = '/var/db/carphast';

/** Gone after a boot. */
export const runDirectory = '/var/run/carphast';
