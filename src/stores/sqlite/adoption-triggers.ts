/**
 * The triggers of an adoption. They note what Django has to hear of in the transaction that did it, and refuse what Django
 * alone may write, so that no code, no other process and no program of another kind gets past them. They stand there only as
 * long as an adoption goes on.
 */
import type { AdoptionState } from '../../features/adoption/state.ts'
import { adoptedColumns, toAdoptionState } from '../rows/adoption.ts'
import { triggersOf } from '../transactions/adoption.ts'
import type { AdoptionTriggers } from '../transactions/adoption-statements.ts'
import type { Rules } from '../transactions/transaction.ts'
import { type Database, inTransaction } from './database.ts'
import { followingSentence } from './following.ts'

/** `undefined`: this file adopts nothing. */
function readAdoption(db: Database): AdoptionState | undefined {
  return toAdoptionState(db.prepare(stateSql).get()?.value)
}

export const stateSql = "SELECT value FROM facts WHERE name = 'adoption'"

/** Drops those that should not stand there, or are of another version or of other columns, and makes what is missing. */
export function alignTriggers(db: Database, wanted: AdoptionTriggers): void {
  const found = new Map(
    db
      .prepare(listed)
      .all()
      .map(({ name, sql }) => [String(name), String(sql)]),
  )
  const isAny = Object.values(wanted).includes(true)
  const made = new Map(isAny ? textsOf(wanted, ownColumns(db)).map(sql => [nameOf(sql), sql]) : [])
  for (const [name, sql] of found) if (made.get(name) !== sql) db.exec(`DROP TRIGGER ${name}`)
  for (const [name, sql] of made) if (found.get(name) !== sql) db.exec(sql)
}

/** At the start: a step of the schema that makes a table anew drops its triggers, and a column may be new. */
export function restoreTriggers(db: Database, rules: Rules): void {
  const state = readAdoption(db)
  if (state === undefined && db.prepare(listed).get() === undefined) return
  inTransaction(db, () => alignTriggers(db, triggersOf(readAdoption(db), rules)))
}

const listed = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'adoption_*'"

/** The application's. */
function ownColumns(db: Database): readonly string[] {
  const found = db.prepare("SELECT name FROM pragma_table_info('users') WHERE name GLOB 'own_*' ORDER BY cid").all()
  return found.map(({ name }) => String(name))
}

function nameOf(sql: string): string {
  return /^CREATE TRIGGER (\w+)/.exec(sql)?.[1] ?? ''
}

function textsOf(wanted: AdoptionTriggers, own: readonly string[]): readonly string[] {
  return [
    ...(wanted.notesTokens ? tokenNotes : []),
    ...(wanted.notesRotations ? [rotationNote] : []),
    ...(wanted.notesUsers ? userNotes(own) : []),
    ...(wanted.refuses ? refusals(own) : []),
  ]
}

interface Parts {
  /** BEFORE or AFTER, the event, its columns and the table. */
  readonly at: string
  readonly when?: string
  readonly does: string
}

/** Nothing of it is done in a transaction of an adoption itself. */
function make(name: string, { at, when, does }: Parts): string {
  const isOther = "NOT EXISTS (SELECT 1 FROM facts WHERE name = 'adopting')"
  return `CREATE TRIGGER adoption_${name} ${at} WHEN ${when === undefined ? '' : `(${when}) AND `}${isOther} BEGIN ${does}; END`
}

const moment = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
const note = (kind: string, columns: string, values: string) =>
  `INSERT INTO adoption_jobs (noted_at, kind, ${columns}) VALUES (${moment}, '${kind}', ${values})`
/** Without an id there is only the byte that says so. */
const hasId = (jti: string) => `length(${jti}) > 1`

/** The id of a token, and not of a sign-in with a provider: as packed-id.ts has `social ` and `code `, which it begins with. */
const isOfToken = (jti: string) =>
  `substr(${jti}, 1, 8) <> x'01736f6369616c20' AND substr(${jti}, 1, 6) <> x'01636f646520'`
/** As packed-id.ts has a text, which is as good as its digits. */
const packed = (jti: string) => `CAST(iif(octet_length(${jti}) = 15, x'0200', x'01') || ${jti} AS BLOB)`

const tokenNotes: readonly string[] = [
  make('notes_ended', {
    at: 'AFTER UPDATE OF ended_at ON sessions',
    when: `OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND ${hasId('NEW.current_jti')}`,
    does: note('spent', 'jti, exp', 'NEW.current_jti, NEW.current_exp'),
  }),
  make('notes_spent', {
    at: 'AFTER INSERT ON spent_tokens',
    when: `${hasId('NEW.jti')} AND ${isOfToken('NEW.jti')}`,
    does: note('spent', 'jti, exp', 'NEW.jti, (NEW.expires_at + 999) / 1000'),
  }),
  // A sliding token that was logged out.
  make('notes_revoked', {
    at: 'AFTER INSERT ON revocations',
    when: "NEW.kind = 'jti'",
    does: note('spent', 'jti, exp', `${packed('NEW.subject')}, (NEW.keep_until + 999) / 1000`),
  }),
  make('notes_refused', {
    at: 'AFTER UPDATE OF tokens_not_before ON users',
    when: 'NEW.tokens_not_before > OLD.tokens_not_before',
    does: note('refused-before', 'user_id, at', 'NEW.id, NEW.tokens_not_before'),
  }),
]

const rotationNote = make('notes_replaced', {
  at: 'AFTER UPDATE OF current_jti ON sessions',
  when: `OLD.current_jti <> NEW.current_jti AND ${hasId('OLD.current_jti')}`,
  does: note('spent', 'jti, exp', 'OLD.current_jti, OLD.current_exp'),
})

const differ = (columns: readonly string[]) => columns.map(name => `OLD.${name} IS NOT NEW.${name}`).join(' OR ')

function userNotes(own: readonly string[]): readonly string[] {
  const columns = [...adoptedColumns, 'last_login', ...own]
  return [
    make('notes_created', { at: 'AFTER INSERT ON users', does: note('user', 'user_id', 'NEW.id') }),
    make('notes_changed', {
      at: `AFTER UPDATE OF ${columns.join(', ')} ON users`,
      when: differ(columns),
      does: note('user', 'user_id', 'NEW.id'),
    }),
    make('notes_deleted', { at: 'AFTER DELETE ON users', does: note('user', 'user_id', 'OLD.id') }),
  ]
}

const refusal = `SELECT raise(ABORT, '${followingSentence}')`

/** After, where nothing may come of it: a membership that is there already is not written. */
function refusals(own: readonly string[]): readonly string[] {
  const ofUser = [...adoptedColumns, 'email_verified', ...own]
  const tables: Readonly<Record<string, readonly string[]>> = {
    users: ofUser,
    // The mark of a role is the configuration's, as its name is.
    user_groups: ['id', 'name'],
    group_members: ['group_id', 'user_id'],
    group_permissions: ['group_id', 'permission'],
    user_permissions: ['user_id', 'permission'],
    social_accounts: ['provider', 'subject', 'user_id'],
  }
  return [
    ...Object.entries(tables).flatMap(([table, columns]) => [
      make(`refuses_insert_${table}`, { at: `AFTER INSERT ON ${table}`, does: refusal }),
      make(`refuses_update_${table}`, {
        at: `AFTER UPDATE OF ${columns.join(', ')} ON ${table}`,
        when: differ(columns),
        does: refusal,
      }),
      make(`refuses_delete_${table}`, { at: `BEFORE DELETE ON ${table}`, does: refusal }),
    ]),
    // Django's moment stays: that of a login here would be taken for a difference.
    make('keeps_last_login', {
      at: 'BEFORE UPDATE OF last_login ON users',
      when: 'OLD.last_login IS NOT NEW.last_login',
      does: 'SELECT raise(IGNORE)',
    }),
  ]
}
