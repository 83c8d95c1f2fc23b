/**
 * The functions that a dialect implements, each one SQL statement or a few. They take and return users, sessions and
 * tokens; rows, columns and drivers are hidden.
 */
import type { UserId } from '../../kernel/user-id.ts'
import type { AttemptDecision } from '../../throttles/login-delay.ts'
import type { AdoptionStatements } from './adoption-statements.ts'
import type { ApiKeyStatements } from './api-key-statements.ts'
import type { AuditStatements } from './audit-statements.ts'
import type { DeliveryStatements, EndpointPauseStatements } from './delivery-statements.ts'
import type { FactorStatements } from './factor-statements.ts'
import type { GroupStatements } from './group-statements.ts'
import type { MailStatements } from './mail-statements.ts'
import type { OrganizationStatements } from './organization-statements.ts'
import type { RefreshLeaseStatements } from './refresh-lease-statements.ts'
import type { SessionStatements } from './session-statements.ts'
import type { SigningKeyStatements } from './signing-key-statements.ts'
import type { SocialStatements } from './social-statements.ts'
import type { TableStatements } from './table-statements.ts'
import type { ThrottleStatements } from './throttle-statements.ts'
import type { TokenFactStatements } from './token-fact-statements.ts'
import type { TokenStatements } from './token-statements.ts'
import type { TrustedDeviceStatements } from './trusted-device-statements.ts'
import type { UserListStatements } from './user-list-statements.ts'
import type { UserStatements } from './user-statements.ts'

/** The last lines are for features, one each. */
export interface Statements
  extends UserStatements,
    UserListStatements,
    SessionStatements,
    TokenStatements,
    TokenFactStatements,
    MailStatements,
    GroupStatements,
    AuditStatements,
    LoginAttemptStatements,
    LeaseStatements,
    RefreshLeaseStatements,
    ThrottleStatements,
    SigningKeyStatements,
    ApiKeyStatements,
    SocialStatements,
    FactorStatements,
    TrustedDeviceStatements,
    OrganizationStatements,
    DeliveryStatements,
    EndpointPauseStatements,
    TableStatements,
    AdoptionStatements {}

export interface LoginAttemptStatements {
  isKnownAddress(userId: UserId, address: string): boolean
  /** Counts a failure, unless the account has to wait. One statement, so that a burst gets no extra tries. */
  countAttempt(subject: string, allowance: number, now: number): AttemptDecision
  /** Uncounts one failure. */
  releaseAttempt(subject: string): void
  clearAttempts(subject: string): void
  /** Remembers an address of the user; the ones used longest ago go when there are more than `limit`. */
  rememberAddress(userId: UserId, address: string, now: number, limit: number): void
  forgetAddresses(userId: UserId): void
  /** Deletes some of the counters from before that time. Returns how many. */
  forgetAttempts(before: number, limit: number): number
}

export interface LeaseStatements {
  /** One statement: `false` where another holder's ends after `now`, and not after `latest`. */
  takeLease(holder: string, now: number, until: number, latest: number): boolean
  endLease(holder: string): void
}
