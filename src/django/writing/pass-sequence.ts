/**
 * Ids that were inserted as they are: the sequence goes on above them. SQLite's and MySQL's counters see to it by themselves.
 * It is moved by taking numbers from it, since setting it could set it back below one that was taken meanwhile.
 */
import type { UserId } from '../../kernel/user-id.ts'
import type { DjangoConnection } from '../driver.ts'
import type { DjangoContext } from '../project.ts'

/** To take more would take long: then it is set, and who takes one meanwhile waits. */
const most = 100_000

export async function passSequence(
  { driver, project }: DjangoContext,
  connection: DjangoConnection,
  ids: readonly UserId[],
): Promise<void> {
  const { table, idColumn, idForm } = project.users
  if (driver.dialect !== 'postgres' || idForm !== 'integer') return
  const highest = Math.max(...ids.map(Number))
  const named = [driver.quote(table.name), idColumn]
  const [found] = await connection.all('SELECT pg_get_serial_sequence(?, ?) AS name', named)
  if (typeof found?.name !== 'string') return
  const [at] = await connection.all(`SELECT last_value AS last FROM ${found.name}`)
  const behind = highest - Number(at?.last ?? 0)
  if (behind <= 0) return
  if (behind > most) await connection.all('SELECT setval(CAST(? AS regclass), ?)', [found.name, highest])
  else
    await connection.all('SELECT max(nextval(CAST(? AS regclass))) FROM generate_series(1, CAST(? AS integer))', [
      found.name,
      behind,
    ])
}
