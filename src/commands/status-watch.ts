import { askForStatus, patient } from '../status/ask.ts';
import { lookAtNode } from '../status/look.ts';
import { nodeStatusOf } from '../status/node-status.ts';
import { forOneLook } from '../status/same-answers.ts';
import { linesOf, pictureOf } from '../status/text/picture.ts';
import { footerOf } from '../status/watch/footer.ts';
import { frameOf } from '../status/watch/frame.ts';
import { watchOn } from '../status/watch/loop.ts';
import { follow, type Followed } from '../status/watch/pending.ts';
import { answeredIn, lookedIn, newScene, reportIn, type Scene } from '../status/watch/scene.ts';
import { signatureOf } from '../status/watch/signature.ts';
import { openPlainScreen, openTerminalScreen, type Screen } from '../system/screen.ts';
import { timeText } from '../text/time.ts';
import { readConfig, type Session } from './session.ts';
import { sayUnconfigured, unconfigured } from './unconfigured.ts';

export interface WatchWish {
  /** The other node is not to be asked. */
  readonly local: boolean;
  readonly intervalMs?: number;
}

type Open = () => Promise<Screen>;

/**
 * `carphast status --watch`: the same picture, again and again, until q, Ctrl-C or the end of the
 * terminal. Where nothing can be drawn in place (a pipe, TERM=dumb) each change is printed below the
 * one before.
 */
export async function watchStatus(
  session: Session,
  wish: WatchWish,
  open: Open = openFor(session),
): Promise<number> {
  const loaded = await readConfig({ ...session, machine: forOneLook(session.machine) });
  if (loaded.kind !== 'valid') return sayUnconfigured(session.terminal, loaded);
  const screen = await open();
  const over = new AbortController();
  const ended = screen.ended.then((status) => {
    over.abort();
    return status;
  });
  try {
    const watch = watchOf({
      session,
      wish,
      screen,
      scene: newScene(loaded.config),
      over: over.signal,
    });
    // A question that hangs is not waited for at the end: it ends with this process.
    return await Promise.race([ended, watch.then(() => ended)]);
  } finally {
    over.abort();
    screen.close();
  }
}

function openFor({ terminal }: Session): Open {
  const inPlace = terminal.interactive && terminal.symbols !== undefined;
  return inPlace ? openTerminalScreen : () => Promise.resolve(openPlainScreen());
}

const usualMs = 2000;

interface Watch {
  readonly session: Session;
  readonly wish: WatchWish;
  readonly screen: Screen;
  readonly scene: Scene;
  readonly over: AbortSignal;
}

function watchOf(watch: Watch): Promise<void> {
  const { session, scene, screen, wish, over } = watch;
  const { machine } = session;
  const { clock } = machine;
  const followed = follow(machine.exec, clock);
  const looking = { ...session, machine: { ...machine, exec: followed.exec } };
  const intervalMs = wish.intervalMs ?? usualMs;
  const draw = screen.live
    ? () => {
        drawInPlace(watch, followed, intervalMs);
      }
    : drawChanges(watch);
  screen.onRedraw(draw);
  return watchOn({
    clock,
    look: () => lookOnce(looking, scene),
    ask: () => askOnce(session, scene, wish.local),
    moved: () => scene.moved,
    draw,
    intervalMs,
    over,
  });
}

/** A configuration that has become invalid is told, and the one before it goes on being looked at. */
async function lookOnce(given: Session, scene: Scene): Promise<void> {
  const machine = forOneLook(given.machine);
  const session = { ...given, machine };
  const { privileged } = session;
  const loaded = await readConfig(session);
  if (loaded.kind === 'valid') scene.config = loaded.config;
  scene.problem = loaded.kind === 'valid' ? undefined : unconfigured(loaded).problems.join('; ');
  const { config } = scene;
  const look = await lookAtNode(machine, config, privileged);
  lookedIn(scene, nodeStatusOf(config, look), machine.clock.elapsed());
}

async function askOnce({ machine }: Session, scene: Scene, local: boolean): Promise<void> {
  const { config } = scene;
  scene.moved = false;
  const peer = await askForStatus(machine, { config, local, patience: patient });
  answeredIn(scene, peer, machine.clock.now());
}

function drawInPlace(
  { session, scene, screen }: Watch,
  { longest }: Followed,
  intervalMs: number,
): void {
  const { clock } = session.machine;
  const report = reportIn(scene);
  const pending = longest();
  const footer = footerOf(session.terminal, {
    lookedAt: report === undefined ? undefined : Date.parse(report.takenAt),
    ageMs: clock.elapsed() - scene.lookedAt,
    intervalMs,
    peerAskedAt: scene.peerAskedAt,
    pending,
    pendingMs: pending === undefined ? 0 : clock.elapsed() - pending.since,
    problem: scene.problem,
  });
  const picture =
    report === undefined ? { body: [], now: [] } : pictureOf(session.terminal, report);
  screen.draw(frameOf({ ...picture, footer }, screen.size()));
}

/** Prints the whole picture, with its time, when something in it is another. */
function drawChanges({ session, scene, screen }: Watch): () => void {
  let drawn = '';
  return () => {
    const report = reportIn(scene);
    // The first one waits for the other node, or its second would be no news.
    if (report === undefined || report.peer.state === 'asking') return;
    const signature = signatureOf(report);
    if (signature === drawn) return;
    drawn = signature;
    const stamp = timeText(Date.parse(report.takenAt));
    screen.draw([stamp, '', ...linesOf(pictureOf(session.terminal, report)), '']);
  };
}
