/** An account of /etc/passwd. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** /etc/passwd (passwd(5)): seven fields; lines of NIS and those that do not fit are left out. */
export function parsePasswd(text: string): readonly Account[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid, ...rest] = line.split(':');
    if (name === undefined || rest.length !== 3 || !/^[\w.-]+\$?$/.test(name)) return [];
    if (!/^\d{1,10}$/.test(uid ?? '') || !/^\d{1,10}$/.test(gid ?? '')) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}
