/**
 * A process holds the file system that its working directory lies in, and carphast spares itself when
 * it ends a mount's users. Relative paths have to be resolved before.
 */
export function leaveWorkingDirectory(): void {
  process.chdir('/');
}
