// Bugs that are planted on purpose, each in a place of its own: `npm run plant` shows that the suite
// catches every one. An edit is a file, a text that stands in it once, and what takes its place.
export const planted = [
  {
    name: 'role before umount',
    edits: [
      [
        'src/plan/demote.ts',
        '...unmountsOf(group, world, resource, mounts),\n          ...pools.map(({ name }) => `export:${name}`),\n          ...allStops(group),',
        '',
      ],
      [
        'src/engine/executors/hast.ts',
        '  if (hindrance !== undefined) return hindrance;',
        "  if (hindrance !== undefined && action.role === 'primary') return hindrance;",
      ],
    ],
    tests: ['test/plan', 'test/scenarios/hast.test.ts'],
  },
  {
    name: 'no verify after role primary',
    edits: [
      [
        'src/engine/executors/hast.ts',
        '  if (refused !== undefined) return refused;\n  const result',
        "  if (refused !== undefined) return refused;\n  if (action.role === 'primary') return done;\n  const result",
      ],
    ],
    tests: ['test/engine/executors', 'test/scenarios/hast.test.ts'],
  },
  {
    name: 'INIT missing in the devd rule',
    edits: [['devd/carphast.conf', '(MASTER|BACKUP|INIT)', '(MASTER|BACKUP)']],
    tests: ['test/system/devd-rule.test.ts'],
  },
  {
    name: 'INIT is no loss of mastership',
    edits: [
      [
        'src/plan/goal.ts',
        "if (states.every((state) => state === 'MASTER')) return",
        "if (states.every((state) => state === 'MASTER' || state === 'INIT')) return",
      ],
    ],
    tests: ['test/plan'],
  },
  {
    name: 'no supersede',
    edits: [
      [
        'src/engine/crew.ts',
        'goal.kind !== heading.kind) supersede.abort();',
        'goal.kind !== heading.kind) void supersede;',
      ],
      [
        'src/engine/transition.ts',
        "return now.kind === 'unknown' || now.kind === goal.kind;",
        "return now.kind === 'unknown' || now.kind !== undefined || goal.kind === now;",
      ],
    ],
    tests: ['test/scenarios/event-intake.test.ts', 'test/scenarios/cut-points.test.ts'],
  },
  {
    name: 'the event is trusted over ifconfig',
    edits: [
      [
        'src/engine/run.ts',
        '  return goalOf(group, vhids, own ?? holdOf(run, group));',
        "  const { trigger = '' } = run as Partial<Run>;\n  if (trigger.startsWith('MASTER') && vhids.known)\n    return { kind: 'active', because: trigger };\n  return goalOf(group, vhids, own ?? holdOf(run, group));",
      ],
    ],
    tests: ['test/scenarios/event-intake.test.ts'],
  },
  {
    name: 'service before mount',
    edits: [
      [
        'src/engine/executors/service.ts',
        "  if (missing !== undefined) return failed('storage-not-verified', missing.text);",
        '  void missing;',
      ],
      ['src/plan/promote.ts', '        ...needed,\n', ''],
    ],
    tests: ['test/plan', 'test/scenarios/services.test.ts'],
  },
  {
    name: 'cachefile left on',
    edits: [['src/plan/describe.ts', "'-o', 'cachefile=none', ", '']],
    tests: ['test/plan', 'test/scenarios/pools.test.ts'],
  },
  {
    name: 'demotion added twice',
    edits: [
      [
        'src/engine/executors/yield.ts',
        "    if (sharesIn(settings.value.demotion) > 0) return { kind: 'there' };\n",
        '',
      ],
    ],
    tests: ['test/engine', 'test/scenarios/groups.test.ts'],
  },
  {
    name: 'kill of the child only',
    edits: [
      [
        'src/system/exec/group.ts',
        "realProcesses.signal(-ending.pid, 'TERM');",
        "realProcesses.signal(ending.pid, 'TERM');",
      ],
      [
        'src/system/exec/group.ts',
        "realProcesses.signal(-pid, 'KILL');",
        "realProcesses.signal(pid, 'KILL');",
      ],
    ],
    tests: ['test/system/exec.test.ts'],
  },
  {
    name: 'lock by pid alone',
    edits: [
      [
        'src/engine/orphans.ts',
        "  return fits && command.includes(child.word) ? 'ours' : 'other';",
        "  return fits || command !== '' ? 'ours' : 'other';",
      ],
    ],
    tests: ['test/scenarios/lock-and-crash.test.ts'],
  },
  {
    name: 'a dead run keeps its place',
    edits: [
      [
        'src/system/flight.ts',
        "      return claim({ generation, inherited: 'stale', directory, clock });",
        "      return { kind: 'silent' };",
      ],
    ],
    tests: ['test/system/flight.test.ts'],
  },
  {
    name: 'a silent peer forbids to serve',
    edits: [
      [
        'src/engine/executors/hast.ts',
        "    ? { kind: 'yes', note: 'the other node is not connected' }",
        "    ? { kind: 'not-yet', text: 'the other node is not connected' }",
      ],
    ],
    tests: ['test/engine/executors', 'test/scenarios/unconnected.test.ts'],
  },
  {
    name: 'shutdown releases nothing',
    edits: [
      [
        'src/commands/release.ts',
        '  const { clock } = session.machine;\n  const endsAt =',
        '  if (wish.force === true) return exit.done;\n  const { clock } = session.machine;\n  const endsAt =',
      ],
    ],
    tests: ['test/scenarios/shutdown.test.ts'],
  },
  {
    name: 'no entry in the history',
    edits: [
      [
        'src/history/journal.ts',
        '  const written = files.appendText(historyPath, `${mend}${JSON.stringify(line)}\\n`);',
        "  const written: Written = mend + line.kind === '' ? files.appendText('', '') : { kind: 'written' };",
      ],
    ],
    tests: ['test/history', 'test/scenarios/persist-then-act.test.ts'],
  },
  {
    name: 'nothing yielded is taken back',
    edits: [
      [
        'src/engine/withdrawal.ts',
        '  if (gone) await withdrawFor(run, group.name);',
        '  void gone;',
      ],
    ],
    tests: ['test/engine/withdrawal.test.ts'],
  },
  {
    name: 'hints after the first are ignored',
    edits: [
      [
        'src/engine/flight.ts',
        '  let leaving = false;\n',
        '  let leaving = false;\n  let heard = 0;\n',
      ],
      [
        'src/engine/flight.ts',
        '    if (!leaving) return crew.notice(later);',
        "    if (!leaving) return heard++ === 0 ? crew.notice(later) : 'duplicate';",
      ],
    ],
    tests: ['test/scenarios/event-intake.test.ts'],
  },
];
