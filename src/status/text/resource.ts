import { shortBytes } from '../../text/bytes.ts';
import { timeText } from '../../text/time.ts';
import type { ResourceReport } from '../report.ts';
import { resourceMark } from './marks.ts';
import type { Row } from './row.ts';

/** `resource  ● data   primary, complete, dirty 0B, /dev/hast/data` */
export function resourceRow(resource: ResourceReport): Row {
  const { name, problem, dirty } = resource;
  const common = { label: 'resource', mark: resourceMark(resource), name };
  if (problem !== null) {
    const text = `role not seen${resource.device ? ', its device is there' : ''}`;
    return { ...common, text, alike: { kind: text } };
  }
  const state = `${resource.role}, ${connection(resource)}`;
  const odd = oddities(resource);
  return {
    ...common,
    text: [state, ...dirtyWords(resource), ...device(resource), ...odd].join(', '),
    ...(odd.length > 0 ? {} : { alike: { kind: state, ...(dirty === null ? {} : { dirty }) } }),
  };
}

function connection({ connection: is, role }: ResourceReport): string {
  if (is !== '-') return is;
  return role === 'secondary' ? 'no primary is connected' : 'no worker';
}

function dirtyWords({ dirty }: ResourceReport): readonly string[] {
  return dirty === null ? [] : [`dirty ${shortBytes(dirty)}`];
}

function device({ device: there, role, name }: ResourceReport): readonly string[] {
  if (there) return [`/dev/hast/${name}`];
  return role === 'primary' ? ['NO DEVICE'] : [];
}

/** What is not as it should be: such a resource is never folded. */
function oddities({
  localErrors,
  splitSince,
  sync,
  dirty,
  role,
  unfinishedSince,
}: ResourceReport): readonly string[] {
  const unfinished = role === 'primary' && sync !== null && sync.state !== 'done';
  return [
    ...(localErrors === null || localErrors === 0 ? [] : [`LOCAL ERRORS ${localErrors}`]),
    ...(splitSince === null ? [] : [`SPLIT BRAIN since ${timeText(Date.parse(splitSince))}`]),
    ...(unfinishedSince === null
      ? []
      : [`NOT WHOLE when last asked, ${timeText(Date.parse(unfinishedSince))}`]),
    ...(unfinished && dirty !== 0
      ? [`synchronisation ${sync.state} since ${timeText(Date.parse(sync.since))}`]
      : []),
  ];
}
