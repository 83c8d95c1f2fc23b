/**
 * Which database this is. A dump that was restored, and a copy, hold yesterday's rows: what ended or was spent since would
 * be alive again, and the places in the revocation log are those of another server. Both are noticed, because the database
 * remembers by which one it was written: the cluster, the database in it, and the table, each of which a restore makes anew.
 * What is restored in place by files (point-in-time recovery) is all the same, and nothing tells it from a crash.
 */
import { type AuthError, problem } from '../../problems.ts'
import { DatabaseOpenError } from '../errors.ts'
import { type Connection, firstOf } from './connection.ts'
import { readFact, writeFact } from './facts.ts'

/** Closes a node whose database was replaced by another one while it ran. */
export interface Gate {
  closedBy: AuthError | undefined
}

const fact = 'written_by'

/** Throws DatabaseOpenError. Nothing is written. */
export async function refuseRestored(on: Connection): Promise<void> {
  if (await isAsWritten(on)) return
  throw new DatabaseOpenError(
    'This database was restored from a backup, or copied: another one wrote it.',
    'Run `latchkey restore`, which ends all sessions, as those that ended since would be alive again. After a move or an ' +
      'upgrade in which nothing was lost: latchkey restore --keep-sessions',
  )
}

/** Of a database without tables, and of one that was never started on, too. */
export async function isAsWritten(on: Connection): Promise<boolean> {
  return (await whereWritten(on)) !== 'elsewhere'
}

async function whereWritten(on: Connection): Promise<'here' | 'elsewhere' | 'not_said'> {
  if (!(await hasFacts(on))) return 'not_said'
  const written = await readFact(on, fact)
  if (written === undefined) return 'not_said'
  return isSame(String(written), await placeOf(on)) ? 'here' : 'elsewhere'
}

async function hasFacts(on: Connection): Promise<boolean> {
  const made = await firstOf(on.query("SELECT to_regclass(format('%I.facts', current_schema())) IS NOT NULL AS found"))
  return made?.found === true
}

/** At each start: the first one writes it. */
export async function notePlace(on: Connection): Promise<void> {
  await on.query('INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [fact, await placeOf(on)])
}

/** From here on the log is this server's: its places are those of transactions that this one has seen. */
export async function takeOver(on: Connection): Promise<void> {
  await on.query('UPDATE revocations SET xid = DEFAULT')
  await writeFact(on, fact, await placeOf(on))
}

/** More accounts than are made between a backup and its restore. */
const leap = 1_000_000

/** Accounts that the backup does not know are gone, but their tokens are about: their ids must not be given again. */
export async function leapUserIds(on: Connection): Promise<void> {
  await on.query(`
    SELECT setval(sequence, nextval(sequence) + ${leap})
    FROM (SELECT pg_get_serial_sequence('users', 'id')::regclass AS sequence) AS numbers WHERE sequence IS NOT NULL`)
}

/** `system/database/table`. A role that may not ask for the first leaves it out. */
async function placeOf(on: Connection): Promise<string> {
  const asked = await firstOf(
    on.query(`
      SELECT has_function_privilege('pg_control_system()', 'EXECUTE') AS may_ask,
        (SELECT oid FROM pg_database WHERE datname = current_database())::text || '/' || 'facts'::regclass::oid AS inside`),
  )
  const system = asked?.may_ask === true ? await firstOf(on.query(systemSql)) : undefined
  return `${system?.id ?? ''}/${asked?.inside}`
}

const systemSql = 'SELECT system_identifier::text AS id FROM pg_control_system()'

function isSame(one: string, other: string): boolean {
  const parts = other.split('/')
  return one.split('/').every((part, index) => part === parts[index] || part === '' || parts[index] === '')
}

/**
 * Looks again on a connection that was made after the last look. Throws `store_unavailable`, from now on always. The start
 * wrote the place: where a database does not say it, another one is being restored in the place of ours, and this
 * connection will not be asked again.
 */
export async function requireAsWritten(on: Connection, gate: Gate): Promise<void> {
  if ((await whereWritten(on)) !== 'here') {
    gate.closedBy = problem('store_unavailable', { reason: 'restored', headers: { 'Retry-After': '1' } })
  }
  requireOpen(gate)
}

export function requireOpen({ closedBy }: Gate): void {
  if (closedBy !== undefined) throw closedBy
}
