/** Accounts of other providers behind the SocialAccountStore port. */
import type { SocialAccount, SocialAccountStore, SocialEntry, SocialLink } from '../../features/social/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { accountKey, type LoginSettings } from '../../users/login-key.ts'
import type { NewUser, User } from '../../users/user.ts'
import { type Database, isSqliteError, type Row, read } from './database.ts'
import type { Write } from './group-commit.ts'
import type { SessionEffects } from './session-effects.ts'
import { toUserId } from './user-ids.ts'
import type { UserRows } from './users.ts'

export interface SocialParts {
  readonly db: Database
  readonly write: Write
  readonly effects: SessionEffects
  readonly users: UserRows
  readonly settings: LoginSettings
}

export function createSocialAccountStore({ db, write, effects, users, settings }: SocialParts): SocialAccountStore {
  const sql = prepareStatements(db)

  const enter = (entry: SocialEntry) => {
    const { provider, subject, email, account, now } = entry
    const known = sql.find.get(provider, subject)
    const user = known === undefined ? undefined : users.findById(toUserId(known.user_id))
    if (user !== undefined) {
      sql.recordUse.run(now, email, provider, subject)
      return { outcome: 'known', user } as const
    }
    return account === undefined ? ({ outcome: 'unverified' } as const) : admit(entry, account)
  }

  /** Somebody new, whose address the provider vouches for. */
  const admit = (entry: SocialEntry, account: NewUser) => {
    const holders = sql.byEmail.all(account.email).flatMap(row => users.toUser(row) ?? [])
    const holder = holders[0]
    if (holder === undefined) return open(entry, account)
    // Both sides must have proven the address, or whoever registers a stranger's address first owns what the stranger does.
    const isTheirs = holders.length === 1 && holder.emailVerified && isSameAddress(settings, holder, account)
    if (!isTheirs || link({ ...entry, userId: holder.id }) !== 'linked') return { outcome: 'taken' } as const
    return { outcome: 'linked', user: holder } as const
  }

  const open = (entry: SocialEntry, account: NewUser) => {
    for (const username of entry.usernames) {
      const user = createUnlessTaken({ ...account, username }, entry)
      if (user === undefined) continue
      link({ ...entry, userId: user.id })
      return { outcome: 'created', user } as const
    }
    return { outcome: 'taken' } as const
  }

  const createUnlessTaken = (account: NewUser, { origin }: SocialEntry): User | undefined => {
    try {
      return users.create(account, origin).user
    } catch (error) {
      if (isSqliteError(error, 'unique')) return undefined
      throw error
    }
  }

  const link = ({ userId, provider, subject, email, now, origin }: SocialLink) => {
    const holder = sql.find.get(provider, subject)
    if (holder !== undefined) return toUserId(holder.user_id) === userId ? 'already' : 'taken'
    if (sql.ofUser.get(userId, provider) !== undefined) return 'taken'
    if (users.findById(userId) === undefined) return 'gone'
    sql.insert.run(provider, subject, userId, email, now, now)
    effects.audit({ event: 'social.linked', at: now, userId, reason: provider, origin })
    return 'linked'
  }

  const unlink: Unlink = (userId, provider, { usable, now, origin }) => {
    if (sql.ofUser.get(userId, provider) === undefined) return 'unknown'
    const others = sql.listOf.all(userId).map(row => String(row.provider))
    const hasOther = others.some(name => name !== provider && usable.includes(name))
    const password = users.findById(userId)?.password.reveal() ?? '!'
    if (!hasOther && password.startsWith('!')) return 'last'
    sql.remove.run(userId, provider)
    effects.audit({ event: 'social.unlinked', at: now, userId, reason: provider, origin })
    return 'unlinked'
  }

  return {
    enter: entry => write(() => enter(entry)),
    link: attempt => write(() => link(attempt)),
    unlink: (userId, provider, about) => write(() => unlink(userId, provider, about)),
    listOf: userId => read(() => sql.listOf.all(userId).map(toSocialAccount)),
  }
}

type Unlink = (
  userId: UserId,
  provider: string,
  about: Parameters<SocialAccountStore['unlink']>[2],
) => Awaited<ReturnType<SocialAccountStore['unlink']>>

/** By the settings' own rule, where the search for holders was generous. */
function isSameAddress(settings: LoginSettings, holder: User, account: NewUser): boolean {
  const [own, other] = [holder, account].map(({ email }) =>
    accountKey({ ...settings, accounts: 'email' }, { email, username: '' }),
  )
  return own === other
}

function prepareStatements(db: Database) {
  return {
    find: db.prepare('SELECT user_id FROM social_accounts WHERE provider = ? AND subject = ?'),
    ofUser: db.prepare('SELECT 1 FROM social_accounts WHERE user_id = ? AND provider = ?'),
    listOf: db.prepare('SELECT * FROM social_accounts WHERE user_id = ? ORDER BY linked_at, provider'),
    byEmail: db.prepare('SELECT * FROM users WHERE lower(email) = lower(?) LIMIT 2'),
    insert: db.prepare(`
      INSERT INTO social_accounts (provider, subject, user_id, email, linked_at, last_used_at)
      VALUES (?, ?, ?, ?, ?, ?)`),
    recordUse: db.prepare('UPDATE social_accounts SET last_used_at = ?, email = ? WHERE provider = ? AND subject = ?'),
    remove: db.prepare('DELETE FROM social_accounts WHERE user_id = ? AND provider = ?'),
  }
}

function toSocialAccount(row: Row): SocialAccount {
  return {
    provider: String(row.provider),
    subject: String(row.subject),
    userId: toUserId(row.user_id),
    email: String(row.email),
    linkedAt: Number(row.linked_at),
    lastUsedAt: Number(row.last_used_at),
  }
}
