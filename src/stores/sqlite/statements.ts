/** All SQL statements, prepared once. The last lines are for features, one each. */
import type { UserColumn } from '../../users/user-fields.ts'
import type { Statements } from '../transactions/statements.ts'
import { createApiKeyStatements } from './api-keys.ts'
import { createAuditStatements } from './audit.ts'
import type { Database } from './database.ts'
import { createGroupStatements } from './groups.ts'
import { createLoginAttemptStatements } from './login-attempts.ts'
import { createMailStatements } from './outbox.ts'
import { createSessionStatements } from './sessions.ts'
import { createSocialStatements } from './social.ts'
import { createTokenStatements } from './tokens.ts'
import { createUserStatements } from './users.ts'

export function createStatements(db: Database, userColumns: readonly UserColumn[]): Statements {
  return {
    ...createUserStatements(db, userColumns),
    ...createSessionStatements(db),
    ...createTokenStatements(db),
    ...createMailStatements(db),
    ...createGroupStatements(db),
    ...createAuditStatements(db),
    ...createLoginAttemptStatements(db),
    ...createApiKeyStatements(db),
    ...createSocialStatements(db),
  }
}
