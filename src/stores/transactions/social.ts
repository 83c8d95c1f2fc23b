/** Accounts at other providers: sign-in, and the rules for linking and unlinking. */

import type {
  SocialAccountStore,
  SocialLink,
  SocialSignIn,
  SocialSignInOutcome,
  SocialUnlink,
} from '../../features/social/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { spellingsOfEmail } from '../../users/email.ts'
import { accountKey, type LoginSettings } from '../../users/login-key.ts'
import { isUsable, withdrawnPassword } from '../../users/unusable-password.ts'
import type { NewUser, User } from '../../users/user.ts'
import { createUser } from './create-user.ts'
import { audit, endAllSessions } from './effects.ts'
import { attachMail } from './mail-links.ts'
import type { Runner, Steps, Tx } from './transaction.ts'
import { proveOwner } from './unproven.ts'

export function createSocialAccountStore({ read, write }: Runner): SocialAccountStore {
  return {
    findOrCreate: entry => write(tx => enterBySocialAccount(tx, entry)),
    link: link => write(tx => linkSocialAccount(tx, link)),
    unlink: (userId, provider, about) => write(tx => unlinkSocialAccount(tx, userId, provider, about)),
    listOf: userId => read(tx => tx.listSocialAccounts(userId)),
  }
}

function* enterBySocialAccount(tx: Tx, entry: SocialSignIn): Steps<SocialSignInOutcome> {
  yield* tx.lockSocialAccount(entry.provider, entry.subject)
  const user = yield* lockOwner(tx, entry)
  if (user !== undefined) {
    yield* tx.recordSocialUse(entry, entry.now)
    return { outcome: 'known', user }
  }
  return entry.account === undefined ? { outcome: 'unverified' } : yield* admit(tx, entry, entry.account)
}

/** Asked again once the owner is locked: an unlink may have come before. */
function* lockOwner(tx: Tx, { provider, subject }: SocialSignIn): Steps<User | undefined> {
  const owner = yield* tx.findSocialOwner(provider, subject)
  const user = owner === undefined ? undefined : yield* tx.lockUser(owner)
  return (yield* tx.findSocialOwner(provider, subject)) === owner ? user : undefined
}

/** For an unknown account at the provider, with an address that the provider has verified. */
function* admit(tx: Tx, entry: SocialSignIn, account: NewUser): Steps<SocialSignInOutcome> {
  // Both sides must have proven the address, or an impostor who registers it first owns what its owner does later. A
  // copy that a stranger never proved does not block it, unless it is the same login name.
  const holders = yield* tx.lockProvenHolders(spellingsOfEmail(account.email), account.email)
  const [holder, ...others] = holders.filter(each => isSameAddress(tx.rules.login, each, account))
  if (holder === undefined) return yield* openAccount(tx, entry, account)
  const isRefused =
    others.length > 0 || isPrivileged(holder) || (yield* tx.isSocialUnlinked(entry.provider, entry.subject))
  return isRefused ? { outcome: 'taken' } : yield* linkHolder(tx, entry, holder, account)
}

/** An operator's account opens to no one who only has its address at some provider: they link it themselves. */
function isPrivileged({ isStaff, isSuperuser }: User): boolean {
  return isStaff || isSuperuser
}

/** Here the owner shows for the first time that the account is theirs, unless they did by a reset: see unproven.ts. */
function* linkHolder(tx: Tx, entry: SocialSignIn, holder: User, { password }: NewUser): Steps<SocialSignInOutcome> {
  const { id } = holder
  const { now, origin } = entry
  if ((yield* tx.ownerProvenAt(id)) === undefined) {
    yield* proveOwner(tx, holder, now)
    yield* tx.setPassword(id, withdrawnPassword(password))
    yield* audit(tx, { event: 'password.changed', at: now, userId: id, reason: 'withdrawn' }, origin)
    yield* endAllSessions(tx, id, { reason: 'password_change', now, by: origin })
  }
  const outcome = yield* linkSocialAccount(tx, { ...entry, userId: id })
  const user = yield* tx.lockUser(id)
  return outcome === 'linked' && user !== undefined ? { outcome: 'linked', user } : { outcome: 'taken' }
}

function* openAccount(tx: Tx, entry: SocialSignIn, account: NewUser): Steps<SocialSignInOutcome> {
  for (const username of entry.usernames) {
    const created = yield* createUser(tx, { ...account, username }, entry.origin)
    if (created.outcome === 'duplicate') continue
    yield* linkSocialAccount(tx, { ...entry, userId: created.user.id, mail: undefined })
    return { outcome: 'created', user: created.user }
  }
  return { outcome: 'taken' }
}

/** Compares by the rule of the settings: `lockUsersByEmail` ignores case. */
function isSameAddress(login: LoginSettings, holder: User, account: NewUser): boolean {
  const keyOf = ({ email }: { readonly email: string }) =>
    accountKey({ ...login, accounts: 'email' }, { email, username: '' })
  return keyOf(holder) === keyOf(account)
}

function* linkSocialAccount(tx: Tx, link: SocialLink): Steps<'linked' | 'already' | 'taken' | 'gone'> {
  const { userId, provider, subject, now, origin } = link
  // Before the user, as a sign-in does: of two who link it at once the second finds it taken.
  yield* tx.lockSocialAccount(provider, subject)
  const user = yield* tx.lockUser(userId)
  const owner = yield* tx.findSocialOwner(provider, subject)
  if (owner !== undefined) return owner === userId ? 'already' : 'taken'
  const accounts = yield* tx.listSocialAccounts(userId)
  if (accounts.some(account => account.provider === provider)) return 'taken'
  if (user === undefined) return 'gone'
  yield* tx.insertSocialAccount(link)
  yield* tx.deleteSocialUnlink(provider, subject)
  yield* audit(tx, { event: 'social.linked', at: now, userId, reason: provider }, origin)
  yield* attachMail(tx, user, link.mail)
  return 'linked'
}

function* unlinkSocialAccount(
  tx: Tx,
  userId: UserId,
  provider: string,
  { usable, now, origin, takesLast = false, mail }: SocialUnlink,
): Steps<'unlinked' | 'unknown' | 'last'> {
  const user = yield* tx.lockUser(userId)
  const accounts = yield* tx.listSocialAccounts(userId)
  const account = accounts.find(each => each.provider === provider)
  if (account === undefined) return 'unknown'
  const hasOther = accounts.some(each => each !== account && usable.includes(each.provider))
  const hasPassword = user !== undefined && isUsable(user.password)
  if (!hasOther && !hasPassword && !takesLast) return 'last'
  yield* tx.deleteSocialAccount(userId, provider)
  // It may have been stolen: it does not come back by the address.
  yield* tx.insertSocialUnlink(account, now)
  yield* audit(tx, { event: 'social.unlinked', at: now, userId, reason: provider }, origin)
  if (user !== undefined) yield* attachMail(tx, user, mail)
  return 'unlinked'
}
