/** A database server of the ports, and where it keeps its data. */
export interface Database {
  /** Names of its rc scripts. */
  readonly service: RegExp;
  /** The variable of rc.conf(5). */
  readonly setting: string;
  readonly usual: string;
  /** What its first start makes in an empty directory. */
  readonly mark: string;
}

/** Those whose rc script initialises an empty directory by itself, or fails without it. */
export const databases: readonly Database[] = [
  // databases/mysql84-server and mariadb: prestart initialises where DIR/mysql is missing.
  { service: /^mysql-server$/, setting: 'mysql_dbdir', usual: '/var/db/mysql', mark: 'mysql' },
  {
    service: /^postgresql$/,
    setting: 'postgresql_data',
    usual: '/var/db/postgres',
    mark: 'PG_VERSION',
  },
];

export function databaseOf(service: string): Database | undefined {
  return databases.find((one) => one.service.test(service));
}
