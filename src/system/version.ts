import manifest from '../../package.json' with { type: 'json' };

/** The version of this carphast, as package.json names it. The build puts it into the bundle. */
export const version: string = manifest.version;
