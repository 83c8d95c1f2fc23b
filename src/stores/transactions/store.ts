/** All ports over one runner: a dialect supplies statements and a way to run them, and gets these. */
import type { LoginSettings } from '../../users/login-key.ts'
import { createApiKeyStore } from './api-keys.ts'
import { createAuditLog } from './audit.ts'
import { createGroupStore } from './group-store.ts'
import { createLoginAttempts } from './login-attempts.ts'
import { createOutbox } from './outbox.ts'
import { createSessionStore } from './session-store.ts'
import { createSocialAccountStore } from './social.ts'
import type { Rules, Runner } from './transaction.ts'
import { createUserDirectory, createUserStore } from './user-store.ts'

/** The last lines are of features, one each. */
export function createPorts(run: Runner) {
  return {
    users: createUserStore(run),
    directory: createUserDirectory(run),
    groups: createGroupStore(run),
    sessions: createSessionStore(run),
    loginAttempts: createLoginAttempts(run),
    outbox: createOutbox(run),
    audit: createAuditLog(run),
    apiKeys: createApiKeyStore(run),
    socialAccounts: createSocialAccountStore(run),
  }
}

/** What the transactions have to know of the settings. Lifetimes are in seconds there. */
export interface RuleSettings extends LoginSettings {
  readonly accessTokenLifetime: number
  readonly refreshTokenLifetime: number
  readonly slidingTokenLifetime: number
  readonly slidingTokenRefreshLifetime: number
  readonly leeway: number
}

export function rulesOf(settings: RuleSettings): Rules {
  const access = Math.max(settings.accessTokenLifetime, settings.slidingTokenLifetime)
  const longest = Math.max(access, settings.refreshTokenLifetime, settings.slidingTokenRefreshLifetime)
  return {
    login: settings,
    accessToken: (access + settings.leeway) * 1000,
    longestToken: (longest + settings.leeway) * 1000,
  }
}
