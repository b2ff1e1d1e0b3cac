import { after, record, type CarpEvent, type NodeModel } from './state.ts';

const latencyMs = 20;

/** The kernel's queue: kept while devd does not run, handed over one by one. */
export function deliver(node: NodeModel, event: CarpEvent): void {
  const { devd } = node;
  const tampering = devd.tampered.shift();
  switch (tampering?.kind) {
    case 'lost':
      return;
    case 'late':
      after(node, tampering.ms, () => {
        enqueue(node, event);
      });
      return;
    case 'reordered':
      devd.held = event;
      return;
    case 'doubled':
    case undefined:
      enqueue(node, event, ...(tampering === undefined ? [] : [event]));
  }
}

function enqueue(node: NodeModel, ...events: readonly CarpEvent[]): void {
  const { devd } = node;
  devd.queue.push(...events);
  if (devd.held !== undefined) devd.queue.push(devd.held);
  devd.held = undefined;
  pump(node);
}

export function startDevd(node: NodeModel): void {
  node.devd.running = true;
  pump(node);
}

/** Its running action lives on. */
export function stopDevd(node: NodeModel): void {
  node.devd.running = false;
}

export function devdOff(node: NodeModel): void {
  node.devd.running = false;
  node.devd.busy = false;
  node.devd.queue.length = 0;
  node.devd.held = undefined;
}

function pump(node: NodeModel): void {
  const { devd } = node;
  if (!devd.running || devd.busy || devd.queue.length === 0) return;
  devd.busy = true;
  after(node, latencyMs, () => {
    const event = devd.running ? devd.queue.shift() : undefined;
    const { epoch } = node;
    void act(node, event).finally(() => {
      if (node.epoch !== epoch) return;
      devd.busy = false;
      pump(node);
    });
  });
}

/** devd waits for each action to end before it looks at the next event. */
async function act(node: NodeModel, event: CarpEvent | undefined): Promise<void> {
  if (event === undefined) return;
  record(node, `devd CARP ${event.vhid} ${event.state}`);
  for (const handler of [...node.devd.handlers]) await handler(event);
}
