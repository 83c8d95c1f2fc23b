/** Accounts of other providers: who comes in by one, when it is linked to an account here, and when it may go. */
import type {
  SocialAccountStore,
  SocialLink,
  SocialSignIn,
  SocialSignInOutcome,
  SocialUnlink,
} from '../../features/social/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { accountKey, type LoginSettings } from '../../users/login-key.ts'
import type { NewUser, User } from '../../users/user.ts'
import { createUser } from './create-user.ts'
import { audit } from './effects.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

export function createSocialAccountStore({ read, write }: Runner): SocialAccountStore {
  return {
    findOrCreate: entry => write(tx => enterBySocialAccount(tx, entry)),
    link: link => write(tx => linkSocialAccount(tx, link)),
    unlink: (userId, provider, about) => write(tx => unlinkSocialAccount(tx, userId, provider, about)),
    listOf: userId => read(tx => tx.listSocialAccounts(userId)),
  }
}

function* enterBySocialAccount(tx: Tx, entry: SocialSignIn): Steps<SocialSignInOutcome> {
  const owner = yield* tx.findSocialOwner(entry.provider, entry.subject)
  const user = owner === undefined ? undefined : yield* tx.lockUser(owner)
  if (user !== undefined) {
    yield* tx.recordSocialUse(entry, entry.now)
    return { outcome: 'known', user }
  }
  return entry.account === undefined ? { outcome: 'unverified' } : yield* admit(tx, entry, entry.account)
}

/** A person who is new here, and whose address the provider vouches for. */
function* admit(tx: Tx, entry: SocialSignIn, account: NewUser): Steps<SocialSignInOutcome> {
  const [holder, ...others] = yield* tx.lockUsersByEmail(account.email)
  if (holder === undefined) return yield* openAccount(tx, entry, account)
  // Both sides must have proven the address, or an impostor who registers it first owns what its owner does later.
  const isTheirs = others.length === 0 && holder.emailVerified && isSameAddress(tx.rules.login, holder, account)
  const isLinked = isTheirs && (yield* linkSocialAccount(tx, { ...entry, userId: holder.id })) === 'linked'
  return isLinked ? { outcome: 'linked', user: holder } : { outcome: 'taken' }
}

function* openAccount(tx: Tx, entry: SocialSignIn, account: NewUser): Steps<SocialSignInOutcome> {
  for (const username of entry.usernames) {
    const created = yield* createUser(tx, { ...account, username }, entry.origin)
    if (created.outcome === 'duplicate') continue
    yield* linkSocialAccount(tx, { ...entry, userId: created.user.id })
    return { outcome: 'created', user: created.user }
  }
  return { outcome: 'taken' }
}

/** By the rule of the settings, where the search for holders was generous. */
function isSameAddress(login: LoginSettings, holder: User, account: NewUser): boolean {
  const keyOf = ({ email }: { readonly email: string }) =>
    accountKey({ ...login, accounts: 'email' }, { email, username: '' })
  return keyOf(holder) === keyOf(account)
}

function* linkSocialAccount(tx: Tx, link: SocialLink): Steps<'linked' | 'already' | 'taken' | 'gone'> {
  const { userId, provider, subject, now, origin } = link
  const user = yield* tx.lockUser(userId)
  const owner = yield* tx.findSocialOwner(provider, subject)
  if (owner !== undefined) return owner === userId ? 'already' : 'taken'
  const accounts = yield* tx.listSocialAccounts(userId)
  if (accounts.some(account => account.provider === provider)) return 'taken'
  if (user === undefined) return 'gone'
  yield* tx.insertSocialAccount(link)
  yield* audit(tx, { event: 'social.linked', at: now, userId, reason: provider }, origin)
  return 'linked'
}

function* unlinkSocialAccount(
  tx: Tx,
  userId: UserId,
  provider: string,
  { usable, now, origin }: SocialUnlink,
): Steps<'unlinked' | 'unknown' | 'last'> {
  const user = yield* tx.lockUser(userId)
  const providers = (yield* tx.listSocialAccounts(userId)).map(account => account.provider)
  if (!providers.includes(provider)) return 'unknown'
  const hasOther = providers.some(name => name !== provider && usable.includes(name))
  const hasPassword = user !== undefined && !user.password.reveal().startsWith('!')
  if (!hasOther && !hasPassword) return 'last'
  yield* tx.deleteSocialAccount(userId, provider)
  yield* audit(tx, { event: 'social.unlinked', at: now, userId, reason: provider }, origin)
  return 'unlinked'
}

/** For unproven.ts: sign-ins that an impostor linked. */
export function* closeBySocialAccounts(tx: Tx, userId: UserId): Steps<void> {
  yield* tx.deleteSocialAccountsOf(userId)
}
