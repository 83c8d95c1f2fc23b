/** All SQL statements, prepared once. The last lines are for features, one each. */
import type { UserColumn } from '../../users/user-fields.ts'
import type { Statements } from '../transactions/statements.ts'
import { createAdoptionStatements } from './adoption.ts'
import { createApiKeyStatements } from './api-keys.ts'
import { createAuditStatements } from './audit.ts'
import type { Database } from './database.ts'
import { createDeliveryStatements } from './deliveries.ts'
import { createEndpointPauseStatements } from './endpoint-pauses.ts'
import { createFactorStatements } from './factors.ts'
import { createGroupStatements } from './groups.ts'
import { createLeaseStatements } from './lease.ts'
import { createLoginAttemptStatements } from './login-attempts.ts'
import { createOrganizationStatements } from './organizations.ts'
import { createMailStatements } from './outbox.ts'
import { createRefreshLeaseStatements } from './refresh-leases.ts'
import { createSessionStatements } from './sessions.ts'
import { createSigningKeyStatements } from './signing-keys.ts'
import { createSocialStatements } from './social.ts'
import { createTableStatements } from './table-writes.ts'
import { createThrottleStatements } from './throttles.ts'
import { createTokenFactStatements } from './token-facts.ts'
import { createTokenStatements } from './tokens.ts'
import { createTrustedDeviceStatements } from './trusted-devices.ts'
import { createUserListStatements } from './user-lists.ts'
import { createUserStatements } from './users.ts'

export function createStatements(db: Database, userColumns: readonly UserColumn[]): Statements {
  return {
    ...createUserStatements(db, userColumns),
    ...createUserListStatements(db, userColumns),
    ...createSessionStatements(db),
    ...createTokenStatements(db),
    ...createTokenFactStatements(db, userColumns),
    ...createMailStatements(db),
    ...createGroupStatements(db),
    ...createAuditStatements(db),
    ...createLeaseStatements(db),
    ...createRefreshLeaseStatements(db),
    ...createLoginAttemptStatements(db),
    ...createThrottleStatements(db),
    ...createSigningKeyStatements(db),
    ...createApiKeyStatements(db),
    ...createSocialStatements(db),
    ...createFactorStatements(db),
    ...createTrustedDeviceStatements(db),
    ...createOrganizationStatements(db),
    ...createDeliveryStatements(db),
    ...createEndpointPauseStatements(db),
    ...createTableStatements(db),
    ...createAdoptionStatements(db, userColumns),
  }
}
