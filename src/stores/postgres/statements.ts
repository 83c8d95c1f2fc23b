/** All SQL statements on one connection. The last lines are for features, one each. */
import type { UserColumn } from '../../users/user-fields.ts'
import type { UserIds } from '../errors.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { createAdoptionStatements } from './adoption.ts'
import { createApiKeyStatements } from './api-keys.ts'
import { createAuditStatements } from './audit.ts'
import type { Connection } from './connection.ts'
import { createDeliveryStatements } from './deliveries.ts'
import { createEndpointPauseStatements } from './endpoint-pauses.ts'
import { createFactorStatements } from './factors.ts'
import type { Gate } from './generation.ts'
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
import { userKeyOf } from './user-key.ts'
import { createUserListStatements } from './user-lists.ts'
import { createUserStatements } from './users.ts'

export function createStatements(
  on: Connection,
  userIds: UserIds,
  userColumns: readonly UserColumn[],
  gate: Gate,
): AsyncStatements {
  const keyOf = userKeyOf(userIds)
  return {
    ...createUserStatements(on, keyOf, userColumns),
    ...createUserListStatements(on, keyOf, userColumns),
    ...createSessionStatements(on, keyOf),
    ...createTokenStatements(on, gate),
    ...createTokenFactStatements(on, userIds, userColumns),
    ...createMailStatements(on, keyOf),
    ...createGroupStatements(on, keyOf),
    ...createAuditStatements(on, keyOf, userIds),
    ...createLeaseStatements(on),
    ...createRefreshLeaseStatements(on),
    ...createLoginAttemptStatements(on, keyOf),
    ...createThrottleStatements(on),
    ...createSigningKeyStatements(on),
    ...createApiKeyStatements(on, keyOf),
    ...createSocialStatements(on, keyOf),
    ...createFactorStatements(on, keyOf),
    ...createTrustedDeviceStatements(on, keyOf),
    ...createOrganizationStatements(on, keyOf),
    ...createDeliveryStatements(on),
    ...createEndpointPauseStatements(on),
    ...createTableStatements(on),
    ...createAdoptionStatements(on, userIds, userColumns),
  }
}
