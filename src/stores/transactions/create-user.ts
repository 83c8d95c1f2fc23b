/** Opens an account. The unique login key decides, so two registrations at once give one account and one refusal. */
import type { Origin } from '../../kernel/origin.ts'
import type { AttachedMail } from '../../mail/outbox.ts'
import { accountKey } from '../../users/login-key.ts'
import type { SavedUser } from '../../users/store.ts'
import type { NewUser } from '../../users/user.ts'
import { audit } from './effects.ts'
import { writeMail } from './mail-links.ts'
import type { Steps, Tx } from './transaction.ts'

type Created = SavedUser | { readonly outcome: 'duplicate' }

export function* createUser(tx: Tx, account: NewUser, by?: Origin, mail?: AttachedMail): Steps<Created> {
  const { email, username = '' } = account
  const user = yield* tx.insertUser(accountKey(tx.rules.login, { email, username }), account)
  if (user === undefined) return { outcome: 'duplicate' }
  yield* audit(tx, { event: 'user.created', at: Date.parse(user.dateJoined), userId: user.id }, by)
  // Whoever opens an account with a proven address speaks for its owner: an operator, or a provider.
  if (user.emailVerified) yield* tx.setOwnerProven(user.id, Date.parse(user.dateJoined))
  if (mail !== undefined) yield* writeMail(tx, { ...mail, userId: user.id, to: user.email })
  return { outcome: 'saved', user }
}
