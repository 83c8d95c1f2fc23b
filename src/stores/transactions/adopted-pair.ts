import type { AdoptedUser } from '../../features/adoption/adopted-user.ts'
import type { AuditChanges } from '../../ports/audit.ts'
import type { StoredAccount } from './adoption-statements.ts'

/** An account as it is here, absent where it is new, and as Django has it. */
export interface Pair {
  readonly before: StoredAccount | undefined
  readonly after: AdoptedUser
  /** See `loginKey`. */
  readonly key: string
  /** What differs in the row. */
  readonly changes: AuditChanges
  /** The names of what else differs. */
  readonly grants: readonly string[]
}
