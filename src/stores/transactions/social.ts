/** Accounts at other providers: sign-in, and the rules for linking and unlinking. */
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

/** For an unknown account at the provider, with an address that the provider has verified. */
function* admit(tx: Tx, entry: SocialSignIn, account: NewUser): Steps<SocialSignInOutcome> {
  const [holder, ...others] = yield* tx.lockUsersByEmail(account.email)
  if (holder === undefined) return yield* openAccount(tx, entry, account)
  // The address must be verified on both sides, or an attacker could register it first (account pre-hijacking).
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

/** Compares by the rule of the settings: `lockUsersByEmail` ignores case. */
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

/** For unproven.ts: accounts that an attacker may have linked. */
export function* closeBySocialAccounts(tx: Tx, userId: UserId): Steps<void> {
  yield* tx.deleteSocialAccountsOf(userId)
}
