/** What stands between a user who showed a first factor and a session. Without a feature that has factors, nothing. */
import type { User } from '../users/user.ts'
import type { Factor } from './factor.ts'

/** The ways to show a second factor, in the order of preference. */
export type FactorMethod = 'passkey' | 'totp' | 'recovery_code'

export interface ShownFactors {
  readonly user: User
  readonly factors: readonly Factor[]
  /** The text that a browser keeps which was trusted before. */
  readonly device?: string | undefined
}

export type FactorDemand =
  /** `isEnrolled`: the account has a factor. `device`: the browser was trusted. */
  | { readonly kind: 'none'; readonly isEnrolled: boolean; readonly isTrusted: boolean }
  | { readonly kind: 'second_factor'; readonly methods: readonly FactorMethod[] }
  /** The account must have a factor, and has none yet. */
  | { readonly kind: 'enrolment'; readonly methods: readonly FactorMethod[] }

export interface SecondFactors {
  /** What this user has to show yet. */
  demandOf(shown: ShownFactors): Promise<FactorDemand>
  /** The ways in which this user can show a second factor; empty for an account without one. */
  methodsOf(user: Pick<User, 'id'>): Promise<readonly FactorMethod[]>
}
