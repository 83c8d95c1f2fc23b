/** What a token from a mailbox does to an account. The token is spent in the same transaction, or nothing happens. */

import type { UserId } from '../../kernel/user-id.ts'
import type { PresentedToken } from '../../tokens/presented-token.ts'
import { accountKey, type LoginSettings } from '../../users/login-key.ts'
import type { EmailChange, EmailVerification, UserStore } from '../../users/store.ts'
import type { User } from '../../users/user.ts'
import type { Database } from './database.ts'
import type { Write } from './group-commit.ts'
import type { PutMail } from './outbox.ts'
import type { SessionEffects } from './session-effects.ts'

export interface EmailParts {
  readonly db: Database
  readonly write: Write
  readonly effects: SessionEffects
  readonly settings: LoginSettings
  readonly putMail: PutMail
  readonly find: (id: UserId) => User | undefined
  readonly orDuplicate: <T>(job: () => T) => T | { outcome: 'duplicate' }
}

export function createUserEmails(parts: EmailParts): Pick<UserStore, 'verifyEmail' | 'changeEmail'> {
  const { write, effects, settings, putMail, find, orDuplicate } = parts
  const sql = prepareStatements(parts.db)
  const isSpent = ({ jti }: PresentedToken) => sql.isSpent.get(jti) !== undefined
  const spend = ({ jti, exp }: PresentedToken) => sql.spend.run(jti, exp * 1000)

  const verifyEmail = ({ userId, email, spends, now, origin }: EmailVerification) => {
    if (isSpent(spends)) return 'spent'
    if (sql.verify.run(userId, email).changes === 0) return 'superseded'
    spend(spends)
    effects.audit({ event: 'email.verified', at: now, userId, origin })
    effects.markUserStale(userId, now)
    return 'verified'
  }

  const changeEmail = ({ userId, from, to, provenBy, spends, now, origin, mails }: EmailChange) => {
    if (isSpent(spends)) return { outcome: 'spent' } as const
    const user = find(userId)
    const isAsked = user?.email === from && user.password.reveal() === provenBy.reveal()
    if (user === undefined || !isAsked) return { outcome: 'superseded' } as const
    sql.change.run(accountKey(settings, { ...user, email: to }), to, userId)
    spend(spends)
    effects.audit({ event: 'email.changed', at: now, userId, origin })
    effects.markUserStale(userId, now)
    mails.forEach(putMail)
    return { outcome: 'changed' } as const
  }

  return {
    verifyEmail: verification => write(() => verifyEmail(verification)),
    changeEmail: change => write(() => orDuplicate(() => changeEmail(change))),
  }
}

function prepareStatements(db: Database) {
  return {
    isSpent: db.prepare('SELECT 1 FROM spent_tokens WHERE jti = ?'),
    spend: db.prepare('INSERT INTO spent_tokens (jti, expires_at) VALUES (?, ?)'),
    verify: db.prepare('UPDATE users SET email_verified = 1 WHERE id = ? AND email = ?'),
    change: db.prepare('UPDATE users SET login = ?, email = ?, email_verified = 1 WHERE id = ?'),
  }
}
