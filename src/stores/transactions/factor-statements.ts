/** Statements for second factors, recovery codes, and the count of failures. */
import type { EnrolledFactor, PasskeyFactor, TotpFactor } from '../../features/mfa/factor.ts'
import type { FactorSummary, PasskeyUse, TotpConfirmation } from '../../features/mfa/store.ts'
import type { UserId } from '../../kernel/user-id.ts'

/** What is counted of an account. `recent`: as login-delay.ts counts them, which forgets them after a day. */
export interface FactorFailures {
  readonly inRow: number
  readonly recent: number
  readonly lastAt: number | null
}

export interface FactorStatements {
  /** The oldest first. */
  listFactors(userId: UserId): readonly EnrolledFactor[]
  summarizeFactors(userId: UserId): FactorSummary
  findPasskey(credentialId: Uint8Array): PasskeyFactor | undefined

  insertTotp(factor: TotpFactor): void
  /** Those that were not confirmed. */
  deleteWaitingTotp(userId: UserId): void
  /** Gives its name; `undefined`: none of this id waits. */
  confirmTotp(confirmation: TotpConfirmation): string | undefined
  /** Compare-and-swap: of any number of uses of one step, or of an older one, exactly one gets `true`. */
  useTotp(id: string, step: number, now: number): boolean
  resealTotp(id: string, from: string, to: string): void

  /** `false`: the credential is registered. */
  insertPasskey(factor: PasskeyFactor): boolean
  usePasskey(use: PasskeyUse): boolean
  renameFactor(id: string, name: string): void
  deleteFactor(id: string): void
  deleteFactorsOf(userId: UserId): void

  insertRecoveryCodes(userId: UserId, digests: readonly string[]): void
  deleteRecoveryCodes(userId: UserId): void
  /** Of any number of uses of one code exactly one gets `true`. */
  useRecoveryCode(userId: UserId, digest: string, now: number): boolean

  findFactorHandle(userId: UserId): Uint8Array | undefined
  /** The handle that the user has from here on; `undefined`: there is no such user. */
  keepFactorHandle(userId: UserId, fresh: Uint8Array): Uint8Array | undefined
  findRequiredSince(userId: UserId): number | undefined
  /** The moment that holds from here on; `undefined`: there is no such user. */
  keepRequiredSince(userId: UserId, now: number): number | undefined

  /** Counts one attempt of a token, unless it has had `most`. Gives the number of this one. */
  countFactorAttempt(token: { readonly id: string; readonly expiresAt: number }, most: number): number | undefined
  /** Deletes some of the tokens that count no longer than that time. Returns how many. */
  forgetFactorAttempts(before: number, limit: number): number
  /** Locks the count: of a burst each sees the one before. `undefined`: there is no such user. */
  lockFactorFailures(userId: UserId): FactorFailures | undefined
  writeFactorFailures(userId: UserId, failures: FactorFailures): void
  /** `false`: there were none. */
  clearFactorFailures(userId: UserId): boolean
}
