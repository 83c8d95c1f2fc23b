/** Opens Django's database by its address. */
import { resolve } from 'node:path'
import { isPostgresUrl, parsePostgresUrl } from '../kernel/postgres-url.ts'
import { parseSqliteUrl } from '../kernel/sqlite-url.ts'
import { DjangoUrlError } from './django-url-error.ts'
import { type DjangoDriver, type DriverLimits, driverLimits } from './driver.ts'
import { openMysqlDriver } from './drivers/mysql-driver.ts'
import { openPostgresDriver } from './drivers/postgres-driver.ts'
import { openSqliteDriver } from './drivers/sqlite-driver.ts'
import { isMysqlUrl, parseMysqlUrl } from './mysql-url.ts'

/**
 * `sqlite:FILE`, `postgres://...`, `mysql://...` or `mariadb://...`; a relative file starts at `folder`. Throws DjangoUrlError
 * and DjangoUnavailable.
 */
export async function openDriver(
  url: string,
  { folder, limits }: { readonly folder: string; readonly limits?: Partial<DriverLimits> },
): Promise<DjangoDriver> {
  const all = { ...driverLimits, ...limits }
  if (isPostgresUrl(url)) return openPostgresDriver(read(parsePostgresUrl(url)).url, all)
  if (isMysqlUrl(url)) return openMysqlDriver(read(parseMysqlUrl(url)).url, all)
  if (!/^sqlite3?:/i.test(url)) {
    throw new DjangoUrlError(
      "The address of Django's database is none of SQLite, PostgreSQL or MySQL.",
      'Write sqlite:db.sqlite3, postgres://user@host:5432/name or mysql://user@host:3306/name.',
    )
  }
  return openSqliteDriver(resolve(folder, read(parseSqliteUrl(url)).path))
}

type Reading<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly what: string; readonly fix: string }

function read<T>(reading: Reading<T>): { readonly ok: true } & T {
  if (reading.ok) return reading
  throw new DjangoUrlError(`The address of Django's database ${reading.what}.`, `${reading.fix}.`)
}
