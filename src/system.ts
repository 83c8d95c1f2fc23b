/**
 * The parts that flows may use. Types only: auth.ts connects the parts. A feature adds its parts by declaration merging
 * beside its port, so that this file does not name it.
 */

import type { Origin } from './kernel/origin.ts'
import type { UserId } from './kernel/user-id.ts'
import type { FollowedKeys } from './keys/followed-keys.ts'
import type { Keyring } from './keys/keyring.ts'
import type { Seal } from './keys/seal.ts'
import type { FindInvitationMail } from './mail/invitation-mail.ts'
import type { Outbox } from './mail/outbox.ts'
import type { PasswordPolicy } from './passwords/policy.ts'
import type { Memberships } from './permissions/acting-organization.ts'
import type { AuditLog } from './ports/audit.ts'
import type { Clock } from './ports/clock.ts'
import type { Events } from './ports/events.ts'
import type { PasswordHasher } from './ports/password-hasher.ts'
import type { Random } from './ports/random.ts'
import type { Timer } from './ports/timer.ts'
import type { RefreshLeases } from './sessions/refresh-leases.ts'
import type { RevocationIndex } from './sessions/revocation-index.ts'
import type { SecondFactors } from './sessions/second-factors.ts'
import type { SessionStore } from './sessions/store.ts'
import type { TokenSessions } from './sessions/token-sessions.ts'
import type { Settings } from './settings/settings.ts'
import type { LoginAttempts } from './throttles/login-attempts.ts'
import type { ThrottleStore } from './throttles/store.ts'
import type { TokenReader } from './tokens/token-reader.ts'
import type { UserDirectory } from './users/directory.ts'
import type { GroupStore } from './users/group-store.ts'
import type { MailLoginStore } from './users/mail-logins.ts'
import type { UserStore } from './users/store.ts'

/** The parts of a running Auth, and the first argument of functions such as `register` and `logout`. */
export interface System {
  readonly settings: Settings
  readonly clock: Clock
  readonly timer: Timer
  readonly random: Random
  readonly events: Events
  /** Where the current request came from; empty strings when there is no request. */
  readonly origin: Origin
  readonly keyring: Keyring
  /** The keys of the database, where `keyRotation` keeps them there. */
  readonly signingKeys: FollowedKeys | undefined
  /** Encrypts what clients keep for us. */
  readonly seal: Seal
  /** Reads tokens, with a cache of verified signatures. */
  readonly tokens: TokenReader
  readonly hasher: PasswordHasher
  /** The rules for new passwords. */
  readonly passwordPolicy: PasswordPolicy
  readonly users: UserStore
  /** The same accounts, for operators. */
  readonly directory: UserDirectory
  /** Mails that are still to be sent. */
  readonly outbox: Outbox
  /** Sends them; `wake` tells it that there are new ones. */
  readonly outboxWorker: { wake(): void }
  /** Who may log in by a mail, and its single use. */
  readonly mailLogins: MailLoginStore
  readonly groups: GroupStore
  /** What happened, for operators. */
  readonly audit: AuditLog
  /** The names of the providers with which a user can sign in: none unless a feature has some. */
  readonly linkedProviders: (userId: UserId) => Promise<readonly string[]>
  /** What a user has to show beside a first factor: nothing unless a feature has some. */
  readonly secondFactors: SecondFactors
  /** What a mail of an invitation is written from: none unless a feature has some. */
  readonly findInvitationMail: FindInvitationMail
  /** What users are in organizations; `undefined` where organizations are off. */
  readonly memberships: Memberships | undefined
  readonly sessions: SessionStore
  /** Which process exchanges a refresh token that several come with at once. */
  readonly refreshLeases: RefreshLeases
  /** Which session a verified token belongs to. */
  readonly tokenSessions: TokenSessions
  readonly revocations: RevocationIndex
  /** Counts failed logins. */
  readonly loginAttempts: LoginAttempts
  /** Counts requests. */
  readonly throttles: ThrottleStore
}

/** The parts that a flow needs, as its first argument: `Needs<'users' | 'clock'>`. */
export type Needs<Part extends keyof System> = Pick<System, Part>
