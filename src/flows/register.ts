/** An account begins, and with it, where the account model has it so, the first session. */
import type { Registration } from '../accounts/registration.ts'
import { instantOf } from '../kernel/instant.ts'
import { Secret } from '../kernel/secret.ts'
import { hasMail } from '../mail/has-mail.ts'
import type { AttachedMail } from '../mail/outbox.ts'
import type { Needs } from '../system.ts'
import { newStamp } from '../tokens/mint.ts'
import { emailVerificationToken } from '../tokens/one-time.ts'
import type { TokenPair } from '../tokens/token-pair.ts'
import { normalizeEmail } from '../users/email.ts'
import { withdrawnPassword } from '../users/unusable-password.ts'
import type { NewUser, User } from '../users/user.ts'
import { type AttemptParts, rememberAddress } from './attempt-login.ts'
import { beginSession } from './begin-session.ts'
import { countMail } from './count-mail.ts'
import { mintPair } from './mint-pair.ts'
import { type GateParts, passGateQuietly } from './pass-gate.ts'
import { unlessUnsigned } from './unless-unsigned.ts'
import type { ClaimsOf } from './user-claims.ts'
import { lacksVerifiedEmail } from './user-status.ts'

/** A new account, and its first tokens if it may have some. */
export interface Registered {
  readonly user: User
  readonly tokens: TokenPair | undefined
}

type Parts = Needs<
  | 'users'
  | 'groups'
  | 'sessions'
  | 'hasher'
  | 'settings'
  | 'keyring'
  | 'clock'
  | 'random'
  | 'events'
  | 'origin'
  | 'throttles'
  | 'outboxWorker'
> &
  AttemptParts &
  GateParts

/**
 * `duplicate`: the login name is taken. The caller has validated the password, and its endpoint declares
 * `hashesPassword: 'registration'`. `claimsOf`: claims beside those of the settings. Throws `overloaded`.
 */
export async function register(
  system: Parts,
  registration: Registration,
  login: 'login' | 'no_login',
  claimsOf?: ClaimsOf,
): Promise<Registered | 'duplicate'> {
  const user = await createAccount(system, registration, {}, await verificationMail(system, registration.email))
  if (user === 'duplicate') return 'duplicate'
  // An attacker could fail on purpose elsewhere and lock the owner of a new account out before the first login.
  await rememberAddress(system, user)
  system.outboxWorker.wake()
  const isLoggedIn = login === 'login' && !lacksVerifiedEmail(system.settings, user)
  const tokens = isLoggedIn ? await startFirstSession(system, user, claimsOf) : undefined
  system.events.emit({ name: 'user.registered', userId: user.id, sid: tokens?.refresh.claims.sid })
  return { user, tokens }
}

/** Of an account that was opened a moment ago: none where it must have a second factor first, or none can be signed. */
export async function startFirstSession(
  system: Parts,
  user: User,
  claimsOf?: ClaimsOf,
): Promise<TokenPair | undefined> {
  const proven = await passGateQuietly(system, { user, factor: 'registration' })
  if (proven === undefined) return undefined
  const mint = await mintPair(system, user, claimsOf)
  return await unlessUnsigned(system, () => beginSession(system, proven, { mint }))
}

/** A verification mail, unless the address has had its share: accounts that share one must not become a flood for it. */
async function verificationMail(system: Parts, email: string): Promise<AttachedMail | undefined> {
  const { settings, clock } = system
  if (!hasMail(settings) || !settings.verifyEmailAtRegistration || email === '') return undefined
  if ((await countMail(system, normalizeEmail(email), undefined, 'registration')).outcome === 'refused')
    return undefined
  const now = clock.now()
  return { kind: 'email_verification', stamp: newStamp(system, emailVerificationToken, now), now }
}

/** Django's `create_user` and `create_superuser`: the address normalised, the password hashed, or unusable without one. */
export async function createAccount(
  system: Needs<'users' | 'hasher' | 'clock' | 'random' | 'origin' | 'settings'>,
  registration: AccountFacts,
  flags: AccountFlags = {},
  mail?: AttachedMail,
): Promise<User | 'duplicate'> {
  const user = await newAccount(system, registration, flags)
  const saved = await system.users.create(user, system.origin, mail)
  return saved.outcome === 'saved' ? saved.user : 'duplicate'
}

/** `choosesPassword`: without a password, and the owner may choose one by mail. */
export type AccountFacts = Omit<Registration, 'password'> & {
  readonly password?: string | undefined
  readonly choosesPassword?: true | undefined
}
export type AccountFlags = Pick<NewUser, 'isActive' | 'isStaff' | 'isSuperuser' | 'emailVerified'>

/** The account that would be opened. Throws `overloaded`. */
export async function newAccount(
  system: Needs<'hasher' | 'clock' | 'random' | 'settings'>,
  { password, choosesPassword, email, username, firstName, lastName, fields = {} }: AccountFacts,
  flags: AccountFlags,
): Promise<NewUser> {
  return {
    ...flags,
    ...(system.settings.userIds === 'uuid' ? { id: newUuid(system) } : {}),
    email: normalizeEmail(email),
    username: username ?? '',
    firstName: firstName ?? '',
    lastName: lastName ?? '',
    fields,
    dateJoined: instantOf(new Date(system.clock.now())),
    password:
      password === undefined ? noPassword(system, choosesPassword) : new Secret(await system.hasher.hash(password)),
  }
}

function noPassword(system: Needs<'random'>, choosesPassword: true | undefined): Secret {
  const none = new Secret(unusablePassword(system))
  return choosesPassword ? withdrawnPassword(none) : none
}

/** A version 4 UUID as Django's UUIDField writes it. */
export function newUuid({ random }: Needs<'random'>): string {
  return random.uuidHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** What no password matches: `!` and 40 random letters, so that two such accounts do not look alike. */
export function unusablePassword({ random }: Needs<'random'>): string {
  return `!${Buffer.from(random.bytes(20)).toString('hex')}`
}
