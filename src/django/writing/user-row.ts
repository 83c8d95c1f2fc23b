/** The columns of a user as Django would have them, and those of them that are others there. */
import { createHash } from 'node:crypto'
import type { WrittenUser } from '../../features/adoption/django-database.ts'
import type { SqlRow, SqlValue } from '../driver.ts'
import type { DjangoContext, UserMember } from '../project.ts'
import { columnOf, type DjangoColumn } from '../schema/tables.ts'
import { fillerOf } from './fill-columns.ts'
import { isSameMoment, type MomentRules, writeMoment } from './moments.ts'
import { keyOf } from './user-key.ts'

export type Row = ReadonlyMap<string, SqlValue>

const texts = ['username', 'email', 'firstName', 'lastName'] as const
const flags = ['isStaff', 'isSuperuser'] as const
const moments = ['dateJoined', 'lastLogin'] as const

/** A new row. */
export function rowOf(context: DjangoContext, user: WrittenUser, now: string): Row {
  const { users } = context.project
  const row = new Map<string, SqlValue>([[users.idColumn, keyOf(users.idForm, user.id)]])
  for (const [column, value] of writtenColumns(context, user, undefined)) row.set(column.name, value)
  for (const [name, value] of activityOf(context, user.isActive, undefined, now)) row.set(name, value)
  return row
}

/** What of a row that is there has to change. */
export function changedColumns(context: DjangoContext, user: WrittenUser, stored: SqlRow, now: string): Row {
  const changes = new Map<string, SqlValue>()
  for (const [column, value] of writtenColumns(context, user, stored)) {
    if (!isSame(column, stored[column.name], value)) changes.set(column.name, value)
  }
  for (const [name, value] of activityOf(context, user.isActive, stored, now)) changes.set(name, value)
  return changes
}

/** Whether the user may log in stands in one column, or in that of a deletion which only marks, or in both. */
export function activityOf(context: DjangoContext, isActive: boolean, stored: SqlRow | undefined, now: string): Row {
  const { columns, table } = context.project.users
  const changes = new Map<string, SqlValue>()
  const marks = [context.project.users.inactiveWhen].flat().flatMap(name => (name && columnOf(table, name)) || [])
  const marked = marks.filter(({ name }) => (stored?.[name] ?? null) !== null)
  const wasActive =
    marked.length === 0 && (columns.isActive === undefined || isTrue(stored?.[columns.isActive] ?? true))
  if (stored !== undefined && wasActive === isActive) return changes
  const flag = columns.isActive === undefined ? undefined : columnOf(table, columns.isActive)
  const [mark] = marks
  if (flag !== undefined) changes.set(flag.name, flagOf(flag, isActive))
  else if (!isActive && mark !== undefined) changes.set(mark.name, markOf(context, mark, now))
  if (isActive) for (const { name, isNullable } of marked) if (isNullable) changes.set(name, null)
  return changes
}

function markOf(context: DjangoContext, mark: DjangoColumn, now: string): SqlValue {
  return /date|time/.test(mark.type) ? writeMoment(rulesOf(context), mark, now) : flagOf(mark, true)
}

function writtenColumns(
  context: DjangoContext,
  user: WrittenUser,
  stored: SqlRow | undefined,
): (readonly [DjangoColumn, SqlValue])[] {
  const { table, columns, fields, loginMember } = context.project.users
  const found: (readonly [DjangoColumn, SqlValue])[] = []
  const put = (member: UserMember, write: (column: DjangoColumn) => SqlValue) => {
    const column = columns[member] === undefined ? undefined : columnOf(table, columns[member])
    if (column !== undefined) found.push([column, write(column)])
  }
  for (const member of texts) {
    // Where people log in by address, this house has no user names, and Django's may have to be there and unique.
    if (member === 'username' && loginMember === 'email' && user.username === '') {
      if (stored === undefined) put(member, column => standIn(column, user))
    } else if (member !== 'username' || !isRenamed(context, user)) put(member, () => user[member])
  }
  for (const member of flags) put(member, column => flagOf(column, user[member]))
  for (const member of moments) {
    put(member, column => (user[member] === null ? null : writeMoment(rulesOf(context), column, user[member])))
  }
  put('password', () => passwordOf(context, user, stored))
  for (const { name, column: of } of fields) {
    const column = columnOf(table, of)
    const value = user.fields[name] ?? null
    if (column === undefined) continue
    if (value !== null || column.isNullable) found.push([column, fieldValue(column, value)])
    // A form of this house may not ask for what Django's column has to have.
    else if (stored === undefined && !column.hasDefault) found.push([column, fillerOf(table, column) ?? null])
  }
  return found
}

/** A name that the user has here alone. */
function isRenamed({ project }: DjangoContext, { id, username }: WrittenUser): boolean {
  return project.renamed.get(String(id)) === username
}

/** Unique, and short enough: the id. */
function standIn(column: DjangoColumn, { id, email }: WrittenUser): SqlValue {
  const limit = Number(/\((\d+)\)/.exec(column.type)?.[1] ?? 150)
  return email !== '' && email.length <= limit ? email : String(id)
}

/**
 * Django's own hash stays, and so does one that it is not given. An unusable one is another for another password, as sessions
 * and mailed links of Django's end with it; nothing of the password can be learned from it.
 */
function passwordOf({ project }: DjangoContext, user: WrittenUser, stored: SqlRow | undefined): SqlValue {
  const hash = user.password.reveal()
  const { password: column } = project.users.columns
  const there = column === undefined ? undefined : stored?.[column]
  if (there === hash || user.takesHash) return hash
  if (hash.startsWith('!') && hash.length > 1) return hash.slice(0, 41)
  return `!${createHash('sha256').update(`unusable at Django\0${user.id}\0${hash}`).digest('hex').slice(0, 40)}`
}

function rulesOf({ driver, project }: DjangoContext): MomentRules {
  return { dialect: driver.dialect, times: project.times }
}

function flagOf({ type }: DjangoColumn, value: boolean): SqlValue {
  return /^bool/.test(type) ? value : Number(value)
}

function fieldValue(column: DjangoColumn, value: SqlValue): SqlValue {
  return typeof value === 'boolean' ? flagOf(column, value) : value
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === 1n || value === '1'
}

function isSame({ type }: DjangoColumn, stored: SqlValue | undefined, written: SqlValue): boolean {
  if (stored === null || written === null) return stored === written
  if (/timestamp|datetime/.test(type)) return isSameMoment(stored, String(written))
  if (typeof written === 'boolean' || /^(?:bool|tinyint\(1\))/.test(type)) return isTrue(stored) === isTrue(written)
  return String(stored) === String(written)
}
