import type { Group, Service } from '../config/model.ts';
import type { Step } from './steps.ts';

/** All services that have to run before this one, near and far. */
export function requirementsOf(group: Group, service: Service): readonly Service[] {
  return closure(service, (one) =>
    group.services.filter((other) => one.services.includes(other.name)),
  );
}

/** Mountpoints and pools that the service needs, itself or by what it requires. */
export function storageNamesOf(group: Group, service: Service): readonly string[] {
  const needed = [service, ...requirementsOf(group, service)].flatMap(({ storage }) => storage);
  return [...new Set(needed)];
}

/** All services that need this one, near and far. */
export function dependentsOf(group: Group, service: Service): readonly Service[] {
  return closure(service, (one) =>
    group.services.filter((other) => other.services.includes(one.name)),
  );
}

/** Stops a service after all that depend on it. */
export function stopStep(group: Group, service: Service, reason: string): Step {
  return {
    id: `stop:${service.name}`,
    action: { kind: 'stop', service },
    reason,
    limitMs: service.stopMs,
    after: dependentsOf(group, service).map(({ name }) => `stop:${name}`),
  };
}

/** The configuration has no circles, so this ends. */
function closure(
  service: Service,
  next: (service: Service) => readonly Service[],
): readonly Service[] {
  const found = new Set<Service>();
  const open = [...next(service)];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (!found.has(one)) open.push(...next(one));
    found.add(one);
  }
  return [...found];
}
