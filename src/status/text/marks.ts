import type { GroupReport, ResourceReport, ServiceReport } from '../report.ts';
import type { Mark } from './row.ts';

/** What each state means, where the group is to be what its goal says. */

/** Neither where it should be, nor on its way. */
export function isOffCourse({ state, goal }: GroupReport): boolean {
  if (goal === 'frozen') return false;
  if (state === 'failed') return true;
  return goal === 'active' ? state === 'standby' : goal === 'standby' && state === 'active';
}

export function groupMark(group: GroupReport): Mark {
  const { state } = group;
  if (isOffCourse(group)) return 'bad';
  switch (state) {
    case 'active':
      return 'good';
    case 'standby':
      return 'rest';
    case 'promoting':
    case 'demoting':
      return 'moving';
    case 'held':
    case 'frozen':
      return 'warning';
    case 'failed':
      return 'bad';
    case 'unknown':
      return 'unknown';
  }
}

export function vhidMark(state: string): Mark {
  switch (state) {
    case 'MASTER':
      return 'good';
    case 'BACKUP':
      return 'rest';
    case 'unknown':
      return 'unknown';
    default:
      return 'bad';
  }
}

export function resourceMark(resource: ResourceReport): Mark {
  const { problem, splitSince, localErrors, role, connection, device, unfinishedSince } = resource;
  if (problem !== null) return 'unknown';
  if (splitSince !== null || (localErrors ?? 0) > 0) return 'bad';
  if (role === 'primary') return connection === 'complete' && device ? 'good' : 'warning';
  if (role === 'secondary')
    return connection === 'complete' && unfinishedSince === null ? 'rest' : 'warning';
  return 'warning';
}

export function mountMark(group: GroupReport, state: string): Mark {
  switch (state) {
    case 'mounted':
      return group.goal === 'standby' ? wrong(group) : 'good';
    case 'free':
      return missing(group);
    case 'unknown':
      return 'unknown';
    default:
      return 'bad';
  }
}

export function poolMark(group: GroupReport, state: string): Mark {
  switch (state) {
    case 'ONLINE':
      return group.goal === 'standby' ? wrong(group) : 'good';
    case 'exported':
      return missing(group);
    case 'DEGRADED':
      return 'warning';
    case 'unknown':
      return 'unknown';
    default:
      return 'bad';
  }
}

export function serviceMark(group: GroupReport, { state, optional }: ServiceReport): Mark {
  switch (state) {
    case 'running':
      return group.goal === 'standby' ? wrong(group) : 'good';
    case 'stopped':
      return optional && missing(group) === 'bad' ? 'warning' : missing(group);
    case 'unknown':
      return 'unknown';
    case 'partial':
      return 'warning';
    default:
      return optional ? 'warning' : 'bad';
  }
}

/** It is not there: right on a standby. */
function missing(group: GroupReport): Mark {
  if (group.goal === 'standby') return 'rest';
  return isMoving(group) ? 'moving' : 'bad';
}

/** It is there, on a standby. */
function wrong(group: GroupReport): Mark {
  return isMoving(group) ? 'moving' : 'warning';
}

function isMoving({ state }: GroupReport): boolean {
  return state === 'promoting' || state === 'demoting';
}
