import type { Chapter } from '../verb-page.ts';

export const install: Chapter = {
  heading: 'Set up and learn',
  verbs: {
    setup: {
      text: [
        'Shows as a diff what has to change so that carphast is called, asks once, and writes it: carphast.toml where there is none, the devd rule, the rc script and the rest. It keeps rc away from what carphast starts. What is in place already is left alone. Root writes, anybody may look.',
      ],
      exits: {
        0: 'all is in place, or was written',
        1: 'something could not be written, or not be taken back',
        2: 'refused, with a code: nothing was written',
        69: 'hastd cannot be asked',
        77: 'not root',
        78: 'the configuration is invalid, or there is no vhid',
      },
      examples: [
        ['carphast setup', 'look, show, ask once'],
        ['carphast setup --yes --keep devd', 'write all but the devd rule'],
        ['carphast setup --uninstall', 'take back what was written'],
      ],
    },
    explain: {
      text: [
        'Every refusal, failure and finding has a code that does not change: its cause, what is at risk, what to type. A key of carphast.toml: its meaning, values and default. Without a word all codes are listed.',
      ],
      exits: { 0: 'it was said', 64: 'there is no such code or key' },
      examples: [
        ['carphast explain', 'all codes'],
        ['carphast explain peer-still-replicates', 'one of them'],
        ['carphast explain limits.settle', 'a key of carphast.toml'],
      ],
    },
    rehearse: {
      text: [
        'Needs no root, and no FreeBSD. Plays scenarios, or faults that are drawn or named, and judges each by the rules that are never broken. With `--config` and no scenario it strikes a pair of that configuration with 300 drawn dramas.',
      ],
      exits: { 0: 'all held', 1: 'an invariant broke', 78: 'the file is invalid' },
      examples: [
        ['carphast rehearse', 'a tour of some scenarios'],
        ['carphast rehearse --list', 'their names, and those of the faults'],
        ['carphast rehearse --scenario power-cut', 'one of them'],
        ['carphast rehearse --fault power-cut --fault disk-full:hast2@2s', 'faults by name'],
        ['carphast rehearse --config carphast.toml --runs 1000', 'before a change of yours'],
        ['carphast rehearse --seed 4711', 'one drawn drama, line by line'],
      ],
    },
    completion: {
      text: [
        'A static script: Tab starts no Node.js. sh(1) of FreeBSD has no programmable completion, so there is none for it.',
      ],
      exits: { 0: 'it was printed', 1: 'it is missing from the package' },
      examples: [
        [
          'carphast completion zsh > /usr/local/share/zsh/site-functions/_carphast',
          'for everybody',
        ],
        ['carphast completion fish > ~/.config/fish/completions/carphast.fish', 'for yourself'],
        ['carphast completion tcsh >> ~/.cshrc', 'for yourself'],
        ['source <(carphast completion bash)', 'in ~/.bashrc'],
      ],
    },
    help: {
      text: [],
      exits: { 0: 'it was said', 64: 'there is no such verb' },
      examples: [['carphast help history show', 'the same as carphast history show --help']],
    },
  },
};
