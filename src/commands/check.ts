import { askPeer } from '../check/peer.ts';
import { checkNode, onOneLine } from '../check/check-node.ts';
import type { Finding } from '../check/finding.ts';
import { finding } from '../check/finding.ts';
import { judgePair } from '../check/judge/pair.ts';
import { nameless, readReportName } from '../check/node-name.ts';
import type { NodeReport } from '../check/report.ts';
import { worstOf } from '../check/verdict.ts';
import { pageOf } from '../plan/codes.ts';
import { version } from '../system/version.ts';
import { checkExit } from './exit.ts';
import { pluginLine, printCheck } from './show-check.ts';
import { readConfig, type Session } from './session.ts';
import { tellAsking } from './tell-asking.ts';
import { printJson } from '../text/terminal.ts';
import { unconfigured } from './unconfigured.ts';

export interface CheckOptions {
  /** This node only, as the other one asks for it. */
  readonly local: boolean;
  /** Not to see the other node is worth a warning. */
  readonly peer: boolean;
  readonly json: boolean;
  /** One line, as monitoring plugins print it. */
  readonly plugin: boolean;
}

/** What a check of the pair came to; `--json` prints it. */
export interface Checked {
  readonly v: 1;
  readonly nodes: readonly NodeReport[];
  /** Between the nodes. */
  readonly pair: readonly Finding[];
}

/** `carphast check`: why a failover would not work now, on this node and on the other. */
export async function check(session: Session, options: CheckOptions): Promise<number> {
  const { own, ssh } = await checkOwn(session);
  if (options.local && options.json) {
    printJson(session.terminal, own);
    return checkExit(worstOf(own.findings));
  }
  const checked = await withPeer(session, own, { ...options, ssh });
  const findings = [...checked.nodes.flatMap((node) => node.findings), ...checked.pair];
  if (options.json) printJson(session.terminal, checked);
  else if (options.plugin) session.terminal.print(pluginLine(checked));
  else printCheck(session.terminal, checked);
  return checkExit(worstOf(findings));
}

interface Own {
  readonly own: NodeReport;
  readonly ssh: string | undefined;
}

async function checkOwn(session: Session): Promise<Own> {
  const { machine, privileged } = session;
  const loaded = await readConfig(session);
  if (loaded.kind === 'valid')
    return {
      own: await checkNode(machine, loaded.config, privileged),
      ssh: loaded.config.peer?.ssh,
    };
  const { code, problems } = unconfigured(loaded);
  // What was only not seen may be right: hastd answers nobody but root.
  const seen = loaded.kind === 'invalid' || privileged;
  const findings = problems.map((text) =>
    onOneLine({ code, severity: seen ? 'critical' : 'unknown', text, mend: pageOf(code).next }),
  );
  const takenAt = machine.clock.now();
  const node = (await readReportName(machine.exec)) ?? nameless;
  return { own: { v: 1, node, version, takenAt, findings, card: null }, ssh: undefined };
}

async function withPeer(
  session: Session,
  own: NodeReport,
  {
    local,
    peer,
    ssh,
  }: { readonly local: boolean; readonly peer: boolean; readonly ssh: string | undefined },
): Promise<Checked> {
  if (local) return { v: 1, nodes: [own], pair: [] };
  if (ssh === undefined) {
    const alone = finding('peer-not-configured', 'carphast.toml has no [peer] ssh');
    return { v: 1, nodes: [own], pair: [peer ? { ...alone, severity: 'unknown' } : alone] };
  }
  const asked = await tellAsking(session, askPeer(session.machine, ssh));
  switch (asked.kind) {
    case 'failed':
      return { v: 1, nodes: [own], pair: [asked.finding] };
    case 'answered':
      return {
        v: 1,
        nodes: [own, asked.answer.report],
        pair: [...judgePair(own, asked.answer)],
      };
  }
}
