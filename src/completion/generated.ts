import type { Command } from 'commander';
export function completions(_program: Command): Record<string, string> { return {}; }
