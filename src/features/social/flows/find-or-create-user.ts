/**
 * Finds the user of an identity: the one who is linked to this account of the provider, the one who has verified its
 * address, or a new one. Never a user who only registered the address (account takeover by pre-hijacking).
 */

import { attachedNotice } from '../../../flows/notice.ts'
import { newAccount } from '../../../flows/register.ts'
import { canHaveTokens } from '../../../flows/user-status.ts'
import type { AuthError, ProblemCode } from '../../../problems.ts'
import { problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import { parseEmail } from '../../../users/email.ts'
import type { NewUser, User } from '../../../users/user.ts'
import { isValidUsername } from '../../../users/username.ts'
import { providerUnavailable } from '../openid-client.ts'
import type { SocialIdentity } from '../provider.ts'

type Parts = Needs<'socialAccounts' | 'settings' | 'hasher' | 'random' | 'clock' | 'origin' | 'events' | 'outboxWorker'>

export interface SignedInUser {
  readonly user: User
  /** Whether this sign-in created the account. */
  readonly created: boolean
}

/** Throws `social_email_unverified`, `social_email_taken`, `no_active_account`. */
export async function findOrCreateUser(
  system: Parts,
  provider: string,
  identity: SocialIdentity,
): Promise<SignedInUser> {
  const account = await accountOf(system, identity)
  const { subject, email } = identity
  const entered = await system.socialAccounts.findOrCreate({
    provider,
    subject,
    email,
    account,
    usernames: usernamesFor(system, account),
    mail: attachedNotice(system, 'provider_linked'),
    now: system.clock.now(),
    origin: system.origin,
  })
  if (entered.outcome === 'unverified') throw refuseUnverified(system, provider, identity)
  if (entered.outcome === 'taken') throw refuseSignIn(system, 'social_email_taken')
  const { outcome, user } = entered
  // Linking may have ended sessions of an impostor: this node obeys before it answers.
  if (outcome === 'linked') {
    system.outboxWorker.wake()
  }
  if (outcome === 'created') system.events.emit({ name: 'user.registered', reason: provider, userId: user.id })
  if (outcome !== 'known') system.events.emit({ name: 'social.linked', reason: provider, userId: user.id })
  return { user: await requireActiveUser(system, user), created: outcome === 'created' }
}

/** Says what is missing: an address that is verified, or one at all, and which setting of the app withholds it. */
function refuseUnverified(system: Parts, provider: string, { emailFault }: SocialIdentity): AuthError {
  if (emailFault === undefined) return refuseSignIn(system, 'social_email_unverified')
  if (emailFault === 'unavailable') return providerUnavailable(provider, undefined)
  const data = { provider, fix: system.settings.social[provider]?.protocol === 'github' ? githubFix : scopeFix }
  system.events.emit({ name: 'social.email_withheld', reason: provider, data })
  return refuseSignIn(system, 'social_email_not_shared')
}

const githubFix = 'GitHub App: set the account permission "Email addresses" to read-only. OAuth app: ask for user:email'
const scopeFix = 'ask for the scope email, and let the app read it at the provider'

/** As at every login: inactive users, and those whom `userAuthenticationRule` refuses, get no tokens. */
export async function requireActiveUser(system: Needs<'settings' | 'events'>, user: User): Promise<User> {
  if (user.isActive && (await canHaveTokens(system.settings, user))) return user
  throw refuseSignIn(system, 'no_active_account', user)
}

/** Emits the failed login, and returns the error to throw. */
export function refuseSignIn({ events }: Needs<'events'>, code: ProblemCode, user?: User): AuthError {
  events.emit({ name: 'login.failed', reason: code, userId: user?.id })
  return problem(code, { reason: code })
}

/** The account to create if the provider has verified a valid address. It has no usable password. */
async function accountOf(system: Parts, identity: SocialIdentity): Promise<NewUser | undefined> {
  const { emailVerified, firstName, lastName } = identity
  const email = emailVerified ? parseEmail(identity.email) : undefined
  return email && (await newAccount(system, { email, firstName, lastName }, { emailVerified: true }))
}

const longestUsername = 150
const attempts = 5

/** The address, as in tutorial 4, then the address with a random suffix. */
function usernamesFor({ settings, random }: Parts, account: NewUser | undefined): readonly string[] {
  if (settings.accounts === 'email') return ['']
  const letters = [...(account?.email ?? '').normalize('NFKC')].filter(isValidUsername)
  const name = letters.slice(0, longestUsername - 9).join('')
  const others = Array.from({ length: attempts }, () => `${name}-${Buffer.from(random.bytes(4)).toString('hex')}`)
  return [name, ...others]
}
