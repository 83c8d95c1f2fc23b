/**
 * What the flows may touch. Types only: auth.ts is where the parts meet. A feature adds its own parts by declaration
 * merging, beside its port, so that nothing here names it.
 */

import type { Origin } from './kernel/origin.ts'
import type { Keyring } from './keys/keyring.ts'
import type { Outbox } from './mail/outbox.ts'
import type { PasswordPolicy } from './passwords/policy.ts'
import type { Clock } from './ports/clock.ts'
import type { Events } from './ports/events.ts'
import type { PasswordHasher } from './ports/password-hasher.ts'
import type { Random } from './ports/random.ts'
import type { Timer } from './ports/timer.ts'
import type { RevocationIndex } from './sessions/revocation-index.ts'
import type { SessionStore } from './sessions/store.ts'
import type { Settings } from './settings/settings.ts'
import type { LoginAttempts } from './throttles/login-attempts.ts'
import type { ThrottleStore } from './throttles/store.ts'
import type { TokenReader } from './tokens/token-reader.ts'
import type { GroupStore } from './users/group-store.ts'
import type { UserStore } from './users/store.ts'

export interface System {
  readonly settings: Settings
  readonly clock: Clock
  readonly timer: Timer
  readonly random: Random
  readonly events: Events
  /** Where the request under way came from; empty texts where there is none. */
  readonly origin: Origin
  readonly keyring: Keyring
  /** Reads tokens, remembering which signatures it verified. */
  readonly tokens: TokenReader
  readonly hasher: PasswordHasher
  /** What a new password must be. */
  readonly passwordPolicy: PasswordPolicy
  readonly users: UserStore
  /** Mails that wait. */
  readonly outbox: Outbox
  /** Sends them; told when one was put there. */
  readonly outboxWorker: { wake(): void }
  readonly groups: GroupStore
  readonly sessions: SessionStore
  readonly revocations: RevocationIndex
  /** Counts wrong passwords. */
  readonly loginAttempts: LoginAttempts
  /** Counts requests. */
  readonly throttles: ThrottleStore
}

/** The parts that a flow names as its first argument: `Needs<'users' | 'clock'>`. */
export type Needs<Part extends keyof System> = Pick<System, Part>
