import { shortBytes } from '../../text/bytes.ts';
import type { Row } from './row.ts';

/** So many alike are still shown one by one. */
const fewAlike = 6;

/** Makes one row of many that are alike, so that a node with 32 resources fits a screen. */
export function foldRows(rows: readonly Row[]): readonly Row[] {
  return rows.flatMap((row) => {
    const alike = rows.filter((other) => isAlike(row, other));
    if (alike.length <= fewAlike) return [row];
    return alike[0] === row ? [folded(row, alike)] : [];
  });
}

function isAlike(one: Row, other: Row): boolean {
  return (
    one.alike !== undefined && one.label === other.label && one.alike.kind === other.alike?.kind
  );
}

function folded(first: Row, rows: readonly Row[]): Row {
  const kind = first.alike?.kind ?? '';
  const dirty = rows.reduce((sum, { alike }) => sum + (alike?.dirty ?? 0), 0);
  const counted = rows.some(({ alike }) => alike?.dirty !== undefined);
  return {
    label: first.label,
    mark: first.mark,
    name: `${rows.length} of them`,
    text: `${kind}${counted ? `, dirty ${shortBytes(dirty)} in all` : ''}: ${span(rows)}`,
  };
}

function span(rows: readonly Row[]): string {
  return `${rows[0]?.name ?? ''} ... ${rows.at(-1)?.name ?? ''}`;
}
