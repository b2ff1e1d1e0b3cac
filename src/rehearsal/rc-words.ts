/** What rc.d/carphast has carphast do, with what FreeBSD ships (rcshutdown_timeout 90). */
export const atBoot: readonly string[] = ['boot'];
export const atShutdown: readonly string[] = ['release', '--force', '--within', '60s'];
