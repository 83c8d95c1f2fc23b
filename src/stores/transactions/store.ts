/** Implements all ports for any dialect, given its statements and a way to run transactions. */

import type { Webhooks } from '../../features/webhooks/webhook.ts'
import type { SessionStore } from '../../sessions/store.ts'
import type { LoginSettings } from '../../users/login-key.ts'
import { createAdoptionStore } from './adoption.ts'
import { createApiKeyStore } from './api-keys.ts'
import { createAuditLog } from './audit.ts'
import { createDeliveryStore } from './deliveries.ts'
import { createFactorStore } from './factors.ts'
import { createGroupStore } from './group-store.ts'
import { hearWrites } from './hear-writes.ts'
import { createHousekeeping } from './housekeeping.ts'
import { createLoginAttempts } from './login-attempts.ts'
import { createMailLoginStore } from './mail-logins.ts'
import { createOrganizationDirectory } from './organization-directory.ts'
import { createOrganizationStore } from './organizations.ts'
import { createOutbox } from './outbox.ts'
import { createRefreshLeases } from './refresh-leases.ts'
import { createSessionStore } from './session-store.ts'
import { createManagedKeyStore } from './signing-keys.ts'
import { createSocialAccountStore } from './social.ts'
import { createThrottles } from './throttles.ts'
import type { Rules, Runner } from './transaction.ts'
import { createUserDirectory, createUserStore } from './user-store.ts'

/** How a dialect hears of other processes: see SessionStore. */
export type Feed = Pick<SessionStore, 'changeMark' | 'watch'>

/** The last lines are for features, one each. */
export function createPorts(runner: Runner, feed: Feed) {
  const { run, onRevoked, onDeliveries } = hearWrites(runner)
  return {
    users: createUserStore(run),
    directory: createUserDirectory(run),
    groups: createGroupStore(run),
    sessions: { ...createSessionStore(run), ...feed, onRevoked },
    refreshLeases: createRefreshLeases(run),
    loginAttempts: createLoginAttempts(run),
    throttles: createThrottles(run),
    mailLogins: createMailLoginStore(run),
    outbox: createOutbox(run),
    audit: createAuditLog(run),
    housekeeping: createHousekeeping(run),
    signingKeys: createManagedKeyStore(run),
    apiKeys: createApiKeyStore(run),
    socialAccounts: createSocialAccountStore(run),
    factors: createFactorStore(run),
    organizations: createOrganizationStore(run),
    organizationDirectory: createOrganizationDirectory(run),
    adoption: createAdoptionStore(run),
    deliveries: { ...createDeliveryStore(run), onWritten: onDeliveries },
  }
}

/** The settings that the transactions need. Lifetimes in the settings are in seconds. */
export interface RuleSettings extends LoginSettings {
  readonly accessTokenLifetime: number
  readonly refreshTokenLifetime: number
  readonly slidingTokenLifetime: number
  readonly slidingTokenRefreshLifetime: number
  readonly leeway: number
  readonly userIdField: 'id' | 'email' | 'username'
  /** `off`: no one could appoint another owner, so an account is deleted without asking. */
  readonly organizations?: 'off' | 'on'
  /** Absent: the session decides, and tokens have an id. See `refreshAuthorityOf`. */
  readonly blacklistAfterRotation?: boolean
  readonly refreshAuthority?: 'session' | 'jti'
  readonly jtiClaim?: string | null
  /** Absent: no service is told of anything. */
  readonly webhooks?: Webhooks
}

export function rulesOf(settings: RuleSettings): Rules {
  const { blacklistAfterRotation = true, refreshAuthority = 'session', jtiClaim } = settings
  const hasTokenIds = jtiClaim !== null
  const access = Math.max(settings.accessTokenLifetime, settings.slidingTokenLifetime)
  const longest = Math.max(access, settings.refreshTokenLifetime, settings.slidingTokenRefreshLifetime)
  return {
    login: settings,
    namesUsersBy: settings.userIdField,
    keepsOwners: settings.organizations === 'on',
    hasTokenIds,
    rotationSpends: hasTokenIds && blacklistAfterRotation && refreshAuthority === 'session',
    leeway: settings.leeway * 1000,
    accessToken: (access + settings.leeway) * 1000,
    longestToken: (longest + settings.leeway) * 1000,
    subscriptions: Object.entries(settings.webhooks ?? {}).map(([endpoint, { events }]) => ({
      endpoint,
      events: new Set(events),
    })),
  }
}
