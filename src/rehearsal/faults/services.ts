import { startNamed, type ServiceBehaviour } from '../../sim/index.ts';
import { drawMs, fault, once, type Fault, type Target } from './fault.ts';

const service = { service: '' };

/** rc.d scripts and their daemons. */
export const serviceFaults: readonly Fault[] = [
  behaves('service-fails', 'the service cannot start', { startFails: true }, 2),
  behaves('service-lies', 'its script says that it started, and nothing runs', { startLies: true }),
  behaves('service-hangs-on-start', 'its script never ends', { hangsOnStart: true }),
  behaves('service-hangs-on-stop', 'its daemon does not end', { hangsOnStop: true }),
  behaves('service-deaf', 'its daemon does not hear TERM', { ignoresTerm: true }),
  behaves('service-respawns', 'a supervisor starts it again', { respawnsMs: 1500 }),
  behaves('service-silent', 'its script does not say whether it runs', { silentStatus: true }),
  fault(
    'service-starts-late',
    'its start takes long',
    (target) =>
      target.node.toolSlow('service', target.number('ms'), {
        matching: new RegExp(`^${serviceOf(target)} onestart`),
      }),
    {
      takes: { ...service, ms: 20_000 },
      draw: (random) => ({ ms: drawMs(random, 1000, 90_000) }),
    },
  ),
  fault(
    'service-killed',
    'its daemons are killed',
    once((target) => {
      target.node.serviceKill(serviceOf(target));
    }),
    { takes: service },
  ),
  fault(
    'service-runs-already',
    'somebody starts it, as an rc.conf that enables it does at boot',
    once((target) => {
      if (target.model.power === 'on') startNamed(target.model, serviceOf(target));
    }),
    { takes: service },
  ),
];

function behaves(name: string, sentence: string, behaviour: ServiceBehaviour, weight = 1): Fault {
  return fault(
    name,
    sentence,
    (target) => target.node.serviceBehaves(serviceOf(target), { ...behaviour }),
    { takes: service, draw: drawService, weight },
  );
}

function drawService(
  random: Parameters<NonNullable<Fault['draw']>>[0],
  config: Target['config'],
): { readonly service: string } {
  const names = config.groups.flatMap(({ services }) => services.map(({ name }) => name));
  return { service: names[Math.floor(random.between(0, names.length))] ?? '' };
}

function serviceOf({ text, config }: Target): string {
  return text('service') || (config.groups[0]?.services[0]?.name ?? '');
}
