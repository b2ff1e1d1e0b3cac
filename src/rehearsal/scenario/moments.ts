import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';

/** Watches whether all that a scenario tells of comes to pass; afterwards: what did not. */
export function watchMoments(
  { pair }: Stage,
  { drama, meanwhile }: Scenario,
): () => readonly string[] {
  const begun = pair.clock.elapsed();
  const due = drama.happenings.map(({ at, fault }, index) => {
    const what = `happens[${index}] (${fault})`;
    if ('ms' in at) return { what, isDue: () => pair.clock.elapsed() - begun >= at.ms };
    let seen = 0;
    pair.onCommand(
      ({ node, phase, argv }) =>
        node === at.node && phase === at.phase && new RegExp(at.command).test(argv.join(' ')),
      () => (seen += 1),
    );
    return { what, isDue: () => seen >= at.nth };
  });
  const looks = meanwhile.map(({ atMs }, index) => ({
    what: `meanwhile[${index}]`,
    isDue: () => pair.clock.elapsed() - begun >= atMs,
  }));
  return () =>
    [...due, ...looks]
      .filter(({ isDue }) => !isDue())
      .map(({ what }) => `${what}: its moment never came`);
}
