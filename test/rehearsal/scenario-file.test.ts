import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/rehearsal/faults/catalogue.ts';
import { rehearse } from '../../src/rehearsal/rehearse.ts';
import { chooseScenarios } from '../../src/rehearsal/scenario/library.ts';
import { readScenario } from '../../src/rehearsal/scenario/read.ts';
import { keysAt } from '../../src/rehearsal/scenario/schema.ts';
import type { Scenario } from '../../src/rehearsal/scenario/scenario.ts';

const title = 'title = "A case"\n';
const powerCut = `${title}[[happens]]\nfault = "power-cut"\n`;

async function problemsOf(text: string): Promise<readonly string[]> {
  const read = await readScenario({ name: 'case', path: 'case.toml', text });
  return read.kind === 'invalid' ? read.problems : [];
}

async function scenarioOf(text: string): Promise<Scenario> {
  const read = await readScenario({ name: 'case', path: 'case.toml', text });
  if (read.kind === 'invalid') throw new Error(read.problems.join('\n'));
  return read.scenario;
}

async function differencesOf(text: string): Promise<readonly string[]> {
  return (await rehearse(await scenarioOf(text))).differences;
}

describe('a file that is wrong', () => {
  it.each([
    ['[[happens]]\nfault = "power-cut"\n', 'case.toml: title: found nothing, expected a string.'],
    [
      `${title}titel = 1\n`,
      'case.toml: titel: found a key that carphast does not know, expected one of title, case, tour, lasts, mended, pair, happens, meanwhile, expect. Did you mean "title"?',
    ],
    [
      `${title}[pair]\npreemt = true\n`,
      /^case\.toml: pair\.preemt: found a key .* Did you mean "preempt"\?$/,
    ],
    [
      `${title}[expect]\nserves = "hast3"\n`,
      /^case\.toml: expect\.serves: found "hast3", expected "hast1" or "hast2" or "nobody"/,
    ],
    [
      `${title}[expect]\ntold.hast3 = []\n`,
      /^case\.toml: expect\.told\.hast3: .* expected one of hast1, hast2\./,
    ],
    [
      `${title}[expect.commands.hast1]\nonce = ["("]\n`,
      'case.toml: expect.commands.hast1.once[0]: found "(", expected a regular expression.',
    ],
    [
      `${title}[expect.commands.hast1]\nnver = ["x"]\n`,
      /^case\.toml: expect\.commands\.hast1\.nver: .* Did you mean "never"\?$/,
    ],
    [
      `${title}[[happens]]\nfault = "powr-cut"\n`,
      'case.toml: happens[0].fault: found "powr-cut", expected a fault of docs/scenario-files.md. Did you mean "power-cut"?',
    ],
    [
      `${title}[[happens]]\nfault = "fsck"\nfidns = "preen"\n`,
      'case.toml: happens[0].fidns: found no argument of fsck, expected one of resource, finds. Did you mean "finds"?',
    ],
    [
      `${powerCut}resource = "data"\n`,
      'case.toml: happens[0].resource: found no argument of power-cut, expected no arguments.',
    ],
    [
      `${title}[[happens]]\nfault = "umount-busy"\nstubborn = "yes"\n`,
      'case.toml: happens[0].stubborn: found "yes", expected a value like false.',
    ],
    [
      `${powerCut}at = "soon"\n`,
      'case.toml: happens[0].at: found "soon", expected a duration such as "90s" or "3m".',
    ],
    [
      `${powerCut}at = "1s"\nwhen = { node = "hast1", command = "mount" }\n`,
      'case.toml: happens[0]: found at and when, expected one of them.',
    ],
    [
      `${title}[[happens]]\nat = "1s"\n`,
      'case.toml: happens[0]: found neither fault nor carphast, expected one of them.',
    ],
    [
      `${title}[pair]\nconfig = 'servces = []'\n`,
      /^case\.toml: pair\.config: found .*servces.* expected a configuration that carphast can read\.$/,
    ],
    ['title = "A case\n', /^case\.toml:1:\d+: /],
  ])('%j', async (text, problem) => {
    const problems = await problemsOf(text);
    expect(problems).toHaveLength(1);
    if (typeof problem === 'string') expect(problems).toEqual([problem]);
    else expect(problems[0]).toMatch(problem);
  });

  it('all that is wrong with it is told at once', async () => {
    const problems = await problemsOf(
      `${title}[[happens]]\nfault = "powr"\n[[happens]]\nfault = "fsck"\nx = 1\n`,
    );
    expect(problems).toHaveLength(2);
  });

  it('a name that no scenario has, and a file that is not there', async () => {
    const unknown = await chooseScenarios('power-cutt');
    expect(unknown.kind === 'unknown' ? unknown.problem : '').toMatch(
      /^found no scenario "power-cutt", expected all, a file X\.toml, or one that "carphast rehearse --list" shows\. Did you mean "power-cut"\?$/,
    );
    const absent = await chooseScenarios('/nowhere/case.toml');
    expect(absent).toEqual({
      kind: 'unknown',
      problem: '/nowhere/case.toml: ENOENT: no such file or directory',
    });
  });
});

describe('what is not as expected is told', () => {
  it.each([
    ['serves = "hast1"', 'serves: main is served by hast2, expected hast1'],
    ['standby = ["hast2"]', 'standby: main on hast2 holds something still'],
    ['state.hast1.power = "on"', 'state.hast1.power: found "off", expected "on"'],
    ['told.hast2 = []', 'told.hast2: found ["active done"], expected []'],
    ['exit.hast2 = [1, "..."]', 'exit.hast2: found [0], expected [1,"..."]'],
    ['says.hast2 = ["nonsense"]', 'says.hast2: nothing like "nonsense" was logged'],
    ['neverSays.hast2 = ["taking over"]', 'neverSays.hast2: "taking over" was logged'],
    [
      'commands.hast2.never = ["^mount -t"]',
      'commands.hast2.never /^mount -t/: found ["mount -t ufs /dev/hast/data /mnt/data"]',
    ],
    ['commands.hast2.some = ["^reboot"]', 'commands.hast2.some /^reboot/: found none'],
    ['files.hast2."/mnt/data/file" = "x"', 'files.hast2./mnt/data/file: found "", expected "x"'],
    ['step = [{ node = "hast2", id = "x" }]', 'step: hast2 took no step x'],
  ])('%s', async (line, difference) => {
    expect(await differencesOf(`${powerCut}[expect]\n${line}\n`)).toEqual([difference]);
  });

  it('the outage, the length of a step, and what was to be seen on the way', async () => {
    const text = `${powerCut}[[meanwhile]]\nat = "5s"\nserves = "hast2"\n[expect]\noutage = "10s"\nstep = [{ node = "hast2", id = "device:data", most = "1s" }]\n`;
    expect(await differencesOf(text)).toEqual([
      'after 5 s: serves: main is served by nobody, expected hast2',
      expect.stringMatching(/^step device:data of hast2: took .* s, expected at most 1s$/),
      expect.stringMatching(/^outage: nobody served for .* s, expected at most 10s$/),
    ]);
  });

  it('a moment that never comes, so that nothing was shown', async () => {
    const never = '[[happens]]\nfault = "panic"\nwhen = { node = "hast2", command = "reboot" }\n';
    expect(await differencesOf(`${powerCut}${never}`)).toEqual([
      'happens[1] (panic): its moment never came',
    ]);
    const late = '[[meanwhile]]\nat = "1h"\nserves = "hast2"\n';
    expect(await differencesOf(`lasts = "2m"\n${powerCut}${late}`)).toEqual([
      'meanwhile[0]: its moment never came',
    ]);
  });

  it('a rehearsal in which something differs did not hold', async () => {
    const rehearsed = await rehearse(await scenarioOf(`${powerCut}[expect]\nserves = "hast1"\n`));
    expect(rehearsed).toMatchObject({ story: 'case', held: false, servesAtEnd: ['hast2'] });
  });
});

describe('the document', () => {
  const page = readFileSync(new URL('../../docs/scenario-files.md', import.meta.url), 'utf8');

  it.each(catalogue)('explains the fault $name and its arguments', ({ name, sentence, takes }) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row).toContain(sentence);
    for (const argument of Object.keys(takes)) expect(row).toContain(`\`${argument} = `);
  });

  const keys = ['', 'pair', 'expect'].flatMap((place) => keysAt[place] ?? []);

  it.each(keys)('explains the key %s', (key) => {
    expect(page).toMatch(new RegExp(`[\`\\[.]${key}[\`\\].]`));
  });

  it('has an example that holds', async () => {
    const example = /^```text\n(.*?)^```$/ms.exec(page)?.[1] ?? '';
    expect(await differencesOf(example)).toEqual([]);
  });
});
