/** The port of the store for second factors. Every method is one transaction with named outcomes. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AttachedMail } from '../../mail/outbox.ts'
import type { EnrolledFactor, PasskeyFactor, TotpFactor } from './factor.ts'
import type { TrustedDevice } from './trusted-device.ts'

/** Who changes factors, when, from where, and the mail that tells the owner. */
export interface FactorChange {
  readonly now: number
  readonly by: Origin | undefined
  readonly mail: AttachedMail | undefined
}

export interface TotpConfirmation extends FactorChange {
  readonly userId: UserId
  readonly id: string
  /** The time step of the code. */
  readonly step: number
  /** The session in which it was confirmed: it is noted there that the factor was shown. */
  readonly sid: string | undefined
}

export interface PasskeyUse {
  readonly id: string
  readonly counter: number
  readonly isBackedUp: boolean
  readonly now: number
}

/** One attempt to show a factor. */
export interface FactorAttempt {
  readonly userId: UserId
  /** The id of the token that asks for a factor, and until when it counts; absent where a session asks. */
  readonly token: { readonly id: string; readonly expiresAt: number } | undefined
  /** How many attempts one token has. */
  readonly attemptsOfToken: number
  /** How many failures in a row cause no delay; `null`: no delays. */
  readonly allowance: number | null
  /** How many failures in a row end the use of factors that can be guessed (NIST SP 800-63B section 3.2.2: at most 100). */
  readonly mostFailures: number
  readonly now: number
}

/** `refused`: come back later. `used_up`: the token has had its attempts. `locked`: too many failures in a row. */
export type FactorReservation =
  | { readonly outcome: 'reserved' }
  | { readonly outcome: 'refused'; readonly waitMs: number }
  | { readonly outcome: 'used_up' }
  | { readonly outcome: 'locked' }

export interface FactorStore {
  /** Confirmed ones and those that wait, the oldest first. */
  listOf(userId: UserId): Promise<readonly EnrolledFactor[]>
  /** What a login asks: confirmed factors, and how many recovery codes are left. One read. */
  summaryOf(userId: UserId): Promise<FactorSummary>
  findPasskey(credentialId: Uint8Array): Promise<PasskeyFactor | undefined>

  /** Takes the place of one that was begun and not confirmed. `exists`: there is a confirmed one. */
  beginTotp(factor: TotpFactor): Promise<'begun' | 'exists' | 'unknown_user'>
  /** `gone`: there is none of this id that waits. */
  confirmTotp(confirmation: TotpConfirmation): Promise<'confirmed' | 'gone'>
  /** Of any number of uses of one step, or of an older one, exactly one gets `true` (replay, race condition). */
  useTotp(id: string, step: number, now: number): Promise<boolean>
  /** The same secret, sealed anew. */
  resealTotp(id: string, from: string, to: string): Promise<void>

  /** `taken`: the credential is registered already, here or with another account. `too_many`: the user has `limit`. */
  addPasskey(
    factor: PasskeyFactor,
    limit: number,
    change: FactorChange & { readonly sid: string | undefined },
  ): Promise<'added' | 'taken' | 'too_many' | 'unknown_user'>
  renamePasskey(userId: UserId, id: string, name: string, change: FactorChange): Promise<boolean>
  /** Writes the counter and the flags. `false`: there is no such passkey any more. */
  usePasskey(use: PasskeyUse): Promise<boolean>

  /**
   * One factor of the user. With the last one the recovery codes and trusted devices go. `last`: it is the last one and
   * `keepsLast`.
   */
  remove(
    userId: UserId,
    id: string,
    change: FactorChange & { readonly keepsLast: boolean },
  ): Promise<'removed' | 'gone' | 'last'>
  /** All factors, recovery codes and trusted devices of the user, and the count of failures. How many factors there were. */
  removeAll(userId: UserId, change: FactorChange): Promise<number | 'unknown_user'>

  /** Digests of new codes take the place of all older ones. */
  replaceRecoveryCodes(userId: UserId, digests: readonly string[], change: FactorChange): Promise<void>
  /** Of any number of uses of one code exactly one gets `true`. The mail tells the owner, also how many are left. */
  useRecoveryCode(userId: UserId, digest: string, change: FactorChange): Promise<boolean>

  /** The user handle of WebAuthn: 32 random bytes, which are the given ones where the user has none yet. */
  handleOf(userId: UserId, fresh: Uint8Array): Promise<Uint8Array>
  /** Counts and decides in one step, before anything is compared, so that parallel guesses count (race condition). */
  reserve(attempt: FactorAttempt): Promise<FactorReservation>
  /** The factor was right: the count of failures in a row begins anew. */
  succeed(userId: UserId): Promise<void>
  /** Since when the user must have a factor, in ms: `now` where it was never asked. */
  requiredSince(userId: UserId, now: number): Promise<number>

  /** At most `limit` a user: the ones used longest ago go. */
  trustDevice(device: TrustedDevice & { readonly digest: string }, limit: number): Promise<void>
  /** The device of this id and digest, if it is still trusted; its last use is written. */
  useDevice(id: string, digest: string, now: number): Promise<TrustedDevice | undefined>
  /** Those that are still trusted, the ones used last first. */
  listDevices(userId: UserId, now: number): Promise<readonly TrustedDevice[]>
  forgetDevice(userId: UserId, id: string, change: Pick<FactorChange, 'now' | 'by'>): Promise<boolean>
}

export interface FactorSummary {
  readonly hasTotp: boolean
  readonly passkeys: number
  readonly recoveryCodes: number
}

declare module '../../store.ts' {
  interface Store {
    readonly factors: FactorStore
  }
}

declare module '../../system.ts' {
  interface System {
    readonly factors: FactorStore
  }
}
