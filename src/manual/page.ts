/** A page: the template, with each `@mark@` line replaced by the lines that are made for it. */
export function filled(
  template: string,
  parts: Readonly<Record<string, readonly string[]>>,
  { date, source }: { readonly date: string; readonly source: string },
): string {
  const lines = template.replace('@date@', date).split('\n');
  const body = lines.flatMap((line) => {
    const mark = /^@(\w+)@$/.exec(line)?.[1];
    if (mark === undefined) return [line];
    const made = parts[mark];
    if (made === undefined) throw new Error(`${source} wants @${mark}@, which nothing makes`);
    return made;
  });
  return [`.\\" Made from ${source} by scripts/docs.mjs; do not edit.`, ...body].join('\n');
}
