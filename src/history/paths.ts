import { runDirectory, stateDirectory } from '../system/directories.ts';

export const historyPath = `${stateDirectory}/history.jsonl`;
export const yieldPath = `${stateDirectory}/yield.json`;
export const maintenancePath = `${stateDirectory}/maintenance.json`;
export const freezePath = `${stateDirectory}/freeze.json`;
export const hastEventsPath = `${stateDirectory}/hast-events.jsonl`;
export const copiesPath = `${stateDirectory}/copies.json`;
export const lastGoodPath = `${stateDirectory}/last-good.toml`;
/** Written and removed again, to see whether there is room. */
export const roomPath = `${stateDirectory}/room`;

/** hastd was waited for in this boot, and did not come. */
export const hastdMissedPath = `${runDirectory}/hastd-missed`;
/** `carphast boot` has come to its end in this boot. */
export const bootedPath = `${runDirectory}/booted`;
export const releasedPath = `${runDirectory}/released`;

/** The record of a transition that is under way. */
export function openPath(group: string): string {
  return `${stateDirectory}/open-${group}.jsonl`;
}

/** The group of such a record, by the name of its file. */
export function groupOfOpen(file: string): string | undefined {
  return /^open-(.+)\.jsonl$/.exec(file)?.[1];
}
