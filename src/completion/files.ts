/** Where the completion of each shell lies in the package. */
export const completionFiles = {
  bash: 'share/completion/carphast.bash',
  zsh: 'share/completion/_carphast',
  fish: 'share/completion/carphast.fish',
  tcsh: 'share/completion/carphast.tcsh',
} as const;

export type Shell = keyof typeof completionFiles;
