/** Creates an account. The unique login key decides: of two simultaneous registrations one is refused. */
import type { Origin } from '../../kernel/origin.ts'
import type { AttachedMail } from '../../mail/outbox.ts'
import type { AuditChanges } from '../../ports/audit.ts'
import { accountKey } from '../../users/login-key.ts'
import type { SavedUser } from '../../users/store.ts'
import type { NewUser, User } from '../../users/user.ts'
import { audit } from './effects.ts'
import { refuseEarlierTokens } from './follow-rename.ts'
import { writeMail } from './mail-links.ts'
import { settleSometimes } from './settle-search.ts'
import type { Steps, Tx } from './transaction.ts'

type Created = SavedUser | { readonly outcome: 'duplicate' }

export function* createUser(tx: Tx, account: NewUser, by?: Origin, mail?: AttachedMail): Steps<Created> {
  const { email, username = '' } = account
  const user = yield* tx.insertUser(accountKey(tx.rules.login, { email, username }), account)
  if (user === undefined) return { outcome: 'duplicate' }
  yield* refuseEarlierTokens(tx, user)
  const row = { event: 'user.created', at: Date.parse(user.dateJoined), userId: user.id }
  yield* audit(tx, { ...row, changes: unusualFlags(user) }, by)
  // An account that is created with a proven address comes from an operator or a provider, who speak for its owner.
  if (user.emailVerified) yield* tx.setOwnerProven(user.id, Date.parse(user.dateJoined))
  if (mail !== undefined) yield* writeMail(tx, { ...mail, userId: user.id, to: user.email })
  yield* settleSometimes(tx, user.id)
  return { outcome: 'saved', user }
}

/** Who made a superuser is what an auditor asks first. A registration has none of these. */
function unusualFlags({ isActive, isStaff, isSuperuser }: User): AuditChanges {
  return {
    ...(isActive ? {} : { isActive: [null, false] }),
    ...(isStaff ? { isStaff: [null, true] } : {}),
    ...(isSuperuser ? { isSuperuser: [null, true] } : {}),
  }
}
