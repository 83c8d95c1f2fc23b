/**
 * The triggers of an adoption. They note what Django has to hear of in the transaction that did it, and refuse what Django
 * alone may write, so that no code, no other node and no program of another kind gets past them. They stand there only as
 * long as an adoption goes on.
 */
import { createHash } from 'node:crypto'
import { adoptedColumns, toAdoptionState } from '../rows/adoption.ts'
import { triggersOf } from '../transactions/adoption.ts'
import type { AdoptionTriggers } from '../transactions/adoption-statements.ts'
import type { Rules } from '../transactions/transaction.ts'
import { type Connection, done, firstOf, rowsOf, unlessRefused } from './connection.ts'
import type { Database } from './database.ts'
import { sqlStateOf } from './faults.ts'
import { inMigration } from './migrations.ts'

export const stateSql = "SELECT value FROM facts WHERE name = 'adoption'"

/** Until the transaction ends there is no other of an adoption. Of this schema; transaction poolers keep it. */
export async function lockAdoption(on: Connection): Promise<void> {
  await done(on.query("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.latchkey_adoption', 0))"))
}

/** Drops those that should not stand there, or are of another version or of other columns, and makes what is missing. */
export async function alignTriggers(on: Connection, wanted: AdoptionTriggers): Promise<void> {
  const { dropped, made } = await findChanges(on, wanted)
  if (dropped.length + made.length === 0) return
  await lockTables(on)
  for (const { name, table } of dropped) await on.query(`DROP TRIGGER ${name} ON ${table}`, [], once)
  for (const { name, at, does } of made)
    await on.query(`CREATE TRIGGER ${name} ${at} EXECUTE FUNCTION ${does}`, [], once)
}

const once = { isRepeated: false }

/** At the start: a column may be new. */
export async function restoreTriggers(database: Database, rules: Rules): Promise<void> {
  const wanted = async (on: Connection) => triggersOf(await readState(on), rules)
  const { dropped, made } = await findChanges(database, await wanted(database))
  if (dropped.length + made.length === 0) return
  await inMigration(database, async lent => {
    await lockAdoption(lent)
    await alignTriggers(lent, await wanted(lent))
  })
}

async function readState(on: Connection) {
  return toAdoptionState((await firstOf(on.query(stateSql)))?.value)
}

interface Standing {
  readonly name: string
  readonly table: string
}

async function findChanges(on: Connection, wanted: AdoptionTriggers) {
  const rows = await rowsOf(on.query(listed))
  const found = rows.map(({ name, place }) => ({ name: String(name), table: String(place) }))
  const isAny = Object.values(wanted).includes(true)
  const all = isAny ? partsOf(wanted, await ownColumns(on)) : []
  return {
    dropped: found.filter(({ name }) => !all.some(each => each.name === name)) satisfies readonly Standing[],
    made: all.filter(({ name }) => !found.some(each => each.name === name)),
  }
}

const listed = `
  SELECT tgname AS name, tgrelid::regclass::text AS place FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
  WHERE relnamespace = current_schema()::regnamespace AND tgname LIKE 'adoption\\_%' AND NOT tgisinternal`

/** The application's. */
async function ownColumns(on: Connection): Promise<readonly string[]> {
  const found = on.query(`
    SELECT quote_ident(attname) AS name FROM pg_attribute
    WHERE attrelid = 'users'::regclass AND attname LIKE 'own\\_%' AND NOT attisdropped ORDER BY attnum`)
  return (await rowsOf(found)).map(({ name }) => String(name))
}

/**
 * Every writer waits behind a lock that waits, so it is given up after a moment and tried again; and by then no deadlock has
 * been looked for yet.
 */
async function lockTables(on: Connection): Promise<void> {
  await on.query("SET LOCAL lock_timeout = '300ms'")
  const lock = async () => {
    await on.query(`LOCK TABLE ${watched.join(', ')} IN SHARE ROW EXCLUSIVE MODE`)
    return true
  }
  for (let tries = 1; tries < mostTries; tries += 1) {
    if (await unlessRefused(on, error => sqlStateOf(error) === '55P03', lock, false)) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  await lock()
}

const mostTries = 50

const watched = [
  'users',
  'sessions',
  'spent_tokens',
  'revocations',
  'user_groups',
  'group_members',
  'group_permissions',
  'user_permissions',
  'social_accounts',
] as const

interface Parts {
  readonly name: string
  readonly at: string
  readonly does: string
}

interface Event {
  /** BEFORE or AFTER, the event and the table. */
  readonly at: string
  readonly when?: string
  /** The function. */
  readonly does: string
}

/**
 * Nothing of it is done in a transaction of an adoption itself, which says its own number: what a connection has left, or was
 * opened with, passes nothing. The name ends with a digest of all, so that another text has another name.
 */
function make(name: string, { at, when, does }: Event): Parts {
  const isOther = "current_setting('latchkey.adopting', true) IS DISTINCT FROM pg_current_xact_id()::text"
  const text = `${at} FOR EACH ROW WHEN (${when === undefined ? '' : `(${when}) AND `}${isOther})`
  const digest = createHash('sha256').update(`${text} ${does}`).digest('hex').slice(0, 12)
  return { name: `adoption_${name}_${digest}`, at: text, does }
}

const notes = (what: string) => `latchkey_adoption_notes('${what}')`
/** Without an id there is only the byte that says so. */
const hasId = (jti: string) => `octet_length(${jti}) > 1`

/** The id of a token, and not of a sign-in with a provider: as packed-id.ts has `social ` and `code `, which it begins with. */
const isOfToken = (jti: string) =>
  `substring(${jti} FROM 1 FOR 8) <> '\\x01736f6369616c20' AND substring(${jti} FROM 1 FOR 6) <> '\\x01636f646520'`

function partsOf(wanted: AdoptionTriggers, own: readonly string[]): readonly Parts[] {
  return [
    ...(wanted.notesTokens ? tokenNotes : []),
    ...(wanted.notesRotations ? [rotationNote] : []),
    ...(wanted.notesUsers ? userNotes(own) : []),
    ...(wanted.refuses ? refusals(own) : []),
  ]
}

const tokenNotes: readonly Parts[] = [
  make('notes_ended', {
    at: 'AFTER UPDATE OF ended_at ON sessions',
    when: `OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND ${hasId('NEW.current_jti')}`,
    does: notes('ended'),
  }),
  make('notes_spent', {
    at: 'AFTER INSERT ON spent_tokens',
    when: `${hasId('NEW.jti')} AND ${isOfToken('NEW.jti')}`,
    does: notes('spent'),
  }),
  // A sliding token that was logged out.
  make('notes_revoked', { at: 'AFTER INSERT ON revocations', when: "NEW.kind = 'jti'", does: notes('revoked') }),
  make('notes_refused', {
    at: 'AFTER UPDATE OF tokens_not_before ON users',
    when: 'NEW.tokens_not_before > OLD.tokens_not_before',
    does: notes('refused'),
  }),
]

const rotationNote = make('notes_replaced', {
  at: 'AFTER UPDATE OF current_jti ON sessions',
  when: `OLD.current_jti <> NEW.current_jti AND ${hasId('OLD.current_jti')}`,
  does: notes('replaced'),
})

function differ(columns: readonly string[]): string {
  const of = (row: string) => `(${columns.map(name => `${row}.${name}`).join(', ')})`
  return `${of('OLD')} IS DISTINCT FROM ${of('NEW')}`
}

function userNotes(own: readonly string[]): readonly Parts[] {
  const columns = [...adoptedColumns, 'last_login', ...own]
  return [
    make('notes_created', { at: 'AFTER INSERT ON users', does: notes('user') }),
    make('notes_changed', {
      at: `AFTER UPDATE OF ${columns.join(', ')} ON users`,
      when: differ(columns),
      does: notes('user'),
    }),
    make('notes_deleted', { at: 'AFTER DELETE ON users', does: notes('user') }),
  ]
}

/** After, where nothing may come of it: a membership that is there already is not written. */
function refusals(own: readonly string[]): readonly Parts[] {
  const does = 'latchkey_adoption_refuses()'
  const tables: Readonly<Record<string, readonly string[]>> = {
    users: [...adoptedColumns, 'email_verified', ...own],
    // The mark of a role is the configuration's, as its name is.
    user_groups: ['id', 'name'],
    group_members: ['group_id', 'user_id'],
    group_permissions: ['group_id', 'permission'],
    user_permissions: ['user_id', 'permission'],
    social_accounts: ['provider', 'subject', 'user_id'],
  }
  return [
    ...Object.entries(tables).flatMap(([table, columns]) => [
      make(`refuses_insert_${table}`, { at: `AFTER INSERT ON ${table}`, does }),
      make(`refuses_update_${table}`, { at: `AFTER UPDATE ON ${table}`, when: differ(columns), does }),
      make(`refuses_delete_${table}`, { at: `BEFORE DELETE ON ${table}`, does }),
    ]),
    make('keeps_last_login', {
      at: 'BEFORE UPDATE OF last_login ON users',
      when: 'OLD.last_login IS DISTINCT FROM NEW.last_login',
      does: 'latchkey_adoption_keeps()',
    }),
  ]
}
