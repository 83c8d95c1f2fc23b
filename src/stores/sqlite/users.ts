/** The users table behind the UserStore port. */
import { parseInstant } from '../../kernel/instant.ts'
import type { Origin } from '../../kernel/origin.ts'
import { Secret } from '../../kernel/secret.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AttachedMail, NewMail } from '../../mail/outbox.ts'
import { accountKey, type LoginSettings, loginKey } from '../../users/login-key.ts'
import type { PasswordChange, ProfileChanges, SavedUser, UserStore } from '../../users/store.ts'
import type { NewUser, User } from '../../users/user.ts'
import type { UserColumn, UserColumns } from '../../users/user-fields.ts'
import { type Database, isSqliteError, type Row, read } from './database.ts'
import type { Write } from './group-commit.ts'
import type { PutMail } from './outbox.ts'
import type { SessionEffects } from './session-effects.ts'
import { createUserAdministration } from './user-administration.ts'
import { columnNameOf, readUserFields, writeUserFields } from './user-columns.ts'
import { createUserEmails } from './user-emails.ts'
import { toUserId } from './user-ids.ts'

export interface UserStoreSettings extends LoginSettings {
  readonly userFields?: UserColumns | undefined
}

/** What other transactions need of the users table: to find somebody, and to open an account. */
export interface UserRows {
  toUser(row: Row | undefined): User | undefined
  findById(id: UserId): User | undefined
  /** Throws what SQLite says of a login name that is taken. */
  create(user: NewUser, origin?: Origin, mail?: AttachedMail): SavedUser
}

export function createUserRows(
  db: Database,
  effects: SessionEffects,
  settings: UserStoreSettings,
  putMail: PutMail,
): UserRows {
  const own = settings.userFields?.columns ?? []
  const sql = prepareStatements(db, own)
  const toUser = (row: Row | undefined) => readUser(own, row)
  const findById = (id: UserId) => toUser(sql.byId.get(id))

  const create = (user: NewUser, origin?: Origin, mail?: AttachedMail): SavedUser => {
    const { lastInsertRowid } = sql.insert.run(...insertValues(settings, user), ...writeUserFields(own, user.fields))
    effects.audit({
      event: 'user.created',
      at: Date.parse(user.dateJoined),
      userId: user.id ?? lastInsertRowid,
      origin,
    })
    const created = required(findById(user.id ?? lastInsertRowid))
    if (mail !== undefined) putMail({ ...mail, userId: created.id, to: created.email })
    return { outcome: 'saved', user: created }
  }

  return { toUser, findById, create }
}

export function createUserStore(
  db: Database,
  write: Write,
  effects: SessionEffects,
  settings: UserStoreSettings,
  putMail: PutMail,
): UserStore {
  const own = settings.userFields?.columns ?? []
  const sql = prepareStatements(db, own)
  const { toUser, findById, create } = createUserRows(db, effects, settings, putMail)

  const update = (
    id: UserId,
    changes: ProfileChanges,
    now: number,
    origin?: Origin,
    mails: readonly NewMail[] = [],
  ): SavedUser | { outcome: 'gone' } => {
    const user = findById(id)
    if (user === undefined) return { outcome: 'gone' }
    const next = { ...user, ...changes, fields: { ...user.fields, ...changes.fields } }
    const fields = writeUserFields(own, next.fields)
    const login = accountKey(settings, next)
    const isVerified = Number(user.emailVerified && next.email === user.email)
    sql.update.run(login, next.username, next.email, isVerified, next.firstName, next.lastName, ...fields, id)
    mails.forEach(putMail)
    effects.markUserStale(id, now)
    effects.audit({ event: 'user.changed', at: now, userId: id, origin })
    return { outcome: 'saved', user: required(findById(id)) }
  }

  const changePassword = (change: PasswordChange): 'changed' | 'superseded' => {
    const { userId, from, to, now, exceptSid, origin, byMail, mails = [] } = change
    if (byMail !== undefined && sql.isSpent.get(byMail.token.jti) !== undefined) return 'superseded'
    if (sql.setPassword.run(to.reveal(), userId, from.reveal()).changes === 0) return 'superseded'
    if (byMail !== undefined) spend(userId, byMail, now)
    effects.audit({ event: 'password.changed', at: now, userId, ...(byMail && { reason: 'mail' }), origin })
    effects.endAll(userId, 'password_change', now, exceptSid, origin)
    mails.forEach(putMail)
    return 'changed'
  }

  const spend = (userId: UserId, { token, email }: NonNullable<PasswordChange['byMail']>, now: number) => {
    sql.spend.run(token.jti, token.exp * 1000)
    // While nobody had proven the address, an impostor may have linked a sign-in or made keys: none outlives the owner's coming.
    sql.dropUnprovenLinks.run(userId)
    sql.revokeUnprovenKeys.run(now, userId)
    sql.verifyEmail.run(userId, email)
  }

  return {
    findById: id => read(() => findById(id)),
    findByLogin: typed => read(() => toUser(sql.byLogin.get(loginKey(settings, typed)))),
    create: (user, origin, mail) => write(() => orDuplicate(() => create(user, origin, mail))),
    update: (id, changes, now, origin, mails) =>
      write(() => orDuplicate(() => update(id, changes, now, origin, mails))),
    changePassword: change => write(() => changePassword(change)),
    upgradePassword: (id, from, to) => write(() => void sql.setPassword.run(to.reveal(), id, from.reveal())),
    recordLogin: (id, at) => write(() => void sql.recordLogin.run(at, id)),
    ...createUserAdministration({ db, write, effects, toUser }),
    ...createUserEmails({ db, write, effects, settings, putMail, find: findById, orDuplicate }),
  }
}

function prepareStatements(db: Database, own: readonly UserColumn[]) {
  const names = own.map(column => `, ${columnNameOf(column)}`).join('')
  const places = ', ?'.repeat(own.length)
  const assignments = own.map(column => `, ${columnNameOf(column)} = ?`).join('')
  return {
    byId: db.prepare('SELECT * FROM users WHERE id = ?'),
    byLogin: db.prepare('SELECT * FROM users WHERE login = ?'),
    insert: db.prepare(`
      INSERT INTO users (id, login, username, email, first_name, last_name,
                         is_active, is_staff, is_superuser, email_verified, date_joined, password${names})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?${places})`),
    update: db.prepare(`
      UPDATE users SET login = ?, username = ?, email = ?, email_verified = ?, first_name = ?, last_name = ?${assignments}
      WHERE id = ?`),
    setPassword: db.prepare('UPDATE users SET password = ? WHERE id = ? AND password = ?'),
    isSpent: db.prepare('SELECT 1 FROM spent_tokens WHERE jti = ?'),
    spend: db.prepare('INSERT INTO spent_tokens (jti, expires_at) VALUES (?, ?)'),
    dropUnprovenLinks: db.prepare(`
      DELETE FROM social_accounts WHERE user_id IN (SELECT id FROM users WHERE id = ? AND email_verified = 0)`),
    revokeUnprovenKeys: db.prepare(`
      UPDATE api_keys SET revoked_at = ? WHERE revoked_at IS NULL
      AND user_id IN (SELECT id FROM users WHERE id = ? AND email_verified = 0)`),
    verifyEmail: db.prepare('UPDATE users SET email_verified = 1 WHERE id = ? AND email = ?'),
    recordLogin: db.prepare('UPDATE users SET last_login = ? WHERE id = ?'),
  }
}

function insertValues(settings: LoginSettings, user: NewUser) {
  const { username = '', email, firstName = '', lastName = '', isActive = true, emailVerified = false } = user
  const flags = [isActive, user.isStaff ?? false, user.isSuperuser ?? false, emailVerified].map(Number)
  const login = accountKey(settings, { email, username })
  const names = [username, email, firstName, lastName]
  return [user.id ?? null, login, ...names, ...flags, user.dateJoined, user.password.reveal()]
}

/** The unique login key decides, so that two registrations at once give one account and one clear refusal. */
function orDuplicate<T>(job: () => T): T | { outcome: 'duplicate' } {
  try {
    return job()
  } catch (error) {
    if (isSqliteError(error, 'unique')) return { outcome: 'duplicate' }
    throw error
  }
}

function required(user: User | undefined): User {
  if (user === undefined) throw new Error('a row that was just written is not there')
  return user
}

function readUser(own: readonly UserColumn[], row: Row | undefined): User | undefined {
  if (row === undefined) return undefined
  return {
    id: toUserId(row.id),
    username: String(row.username),
    email: String(row.email),
    emailVerified: row.email_verified === 1,
    firstName: String(row.first_name),
    lastName: String(row.last_name),
    isActive: row.is_active === 1,
    isStaff: row.is_staff === 1,
    isSuperuser: row.is_superuser === 1,
    dateJoined: parseInstant(String(row.date_joined)),
    lastLogin: row.last_login === null ? null : parseInstant(String(row.last_login)),
    password: new Secret(String(row.password)),
    fields: readUserFields(own, row),
  }
}
