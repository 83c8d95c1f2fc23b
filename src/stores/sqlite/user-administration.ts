/** What is decided over an account: its flags, a password set for it, its end. */

import type { Origin } from '../../kernel/origin.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { UserDeletion, UserFlags, UserQuery, UserStore } from '../../users/store.ts'
import type { User } from '../../users/user.ts'
import { type Database, isSqliteError, type Row, read } from './database.ts'
import type { Write } from './group-commit.ts'
import type { SessionEffects } from './session-effects.ts'

export interface AdministrationParts {
  readonly db: Database
  readonly write: Write
  readonly effects: SessionEffects
  readonly toUser: (row: Row | undefined) => User | undefined
}

type Administration = Pick<UserStore, 'setFlags' | 'resetPassword' | 'delete' | 'list'>

export function createUserAdministration({ db, write, effects, toUser }: AdministrationParts): Administration {
  const sql = prepareStatements(db)
  const find = (id: UserId) => toUser(sql.find.get(id))

  const setFlags = (id: UserId, flags: UserFlags, now: number, origin?: Origin) => {
    const user = find(id)
    if (user === undefined) return { outcome: 'gone' } as const
    const next = { ...user, ...flags }
    sql.setFlags.run(...[next.isActive, next.isStaff, next.isSuperuser].map(Number), id)
    effects.audit({ event: 'user.changed', at: now, userId: id, reason: changesOf(user, next), origin })
    effects.markUserStale(id, now)
    if (!next.isActive) effects.endAll(id, 'deactivated', now, undefined, origin)
    return { outcome: 'saved', user: next } as const
  }

  const resetPassword = (id: UserId, to: Secret, now: number, origin?: Origin) => {
    if (sql.setPassword.run(to.reveal(), id).changes === 0) return 'gone'
    effects.audit({ event: 'password.changed', at: now, userId: id, reason: 'reset', origin })
    effects.endAll(id, 'password_change', now, undefined, origin)
    return 'changed'
  }

  const remove = ({ userId, provenBy, now, origin }: UserDeletion) => {
    const user = find(userId)
    if (user === undefined) return 'gone'
    if (provenBy !== undefined && user.password.reveal() !== provenBy.reveal()) return 'superseded'
    // First, as a foreign key of the application may forbid it: then nothing has been done.
    if (!deleteRow(userId)) return 'in_use'
    effects.endAll(userId, 'deleted', now, undefined, origin)
    // Tokens of other services that name this id are asked for their user, who is not there any more.
    effects.markUserStale(userId, now)
    effects.audit({ event: 'user.deleted', at: now, userId, origin })
    return 'deleted'
  }

  const deleteRow = (id: UserId): boolean => {
    try {
      return sql.delete.run(id).changes === 1
    } catch (error) {
      if (isSqliteError(error, 'foreign_key')) return false
      throw error
    }
  }

  return {
    setFlags: (id, flags, now, origin) => write(() => setFlags(id, flags, now, origin)),
    resetPassword: (id, to, now, origin) => write(() => resetPassword(id, to, now, origin)),
    delete: deletion => write(() => remove(deletion)),
    list: query => read(() => sql.list.all(...listValues(query)).flatMap(row => toUser(row) ?? [])),
  }
}

function prepareStatements(db: Database) {
  return {
    find: db.prepare('SELECT * FROM users WHERE id = ?'),
    setFlags: db.prepare('UPDATE users SET is_active = ?, is_staff = ?, is_superuser = ? WHERE id = ?'),
    setPassword: db.prepare('UPDATE users SET password = ? WHERE id = ?'),
    delete: db.prepare('DELETE FROM users WHERE id = ?'),
    list: db.prepare(`
      SELECT * FROM users WHERE email LIKE ? ESCAPE '\\' OR username LIKE ? ESCAPE '\\'
      ORDER BY id LIMIT ? OFFSET ?`),
  }
}

function listValues({ search = '', limit, offset }: UserQuery) {
  const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
  return [pattern, pattern, limit, offset]
}

/** The flags that changed, for the audit row: `isActive isStaff`. */
function changesOf(before: User, after: User): string {
  return (['isActive', 'isStaff', 'isSuperuser'] as const).filter(name => before[name] !== after[name]).join(' ')
}
