/** Looks at what an adoption left, for the contract's tests. */
import type { UserId } from '../../kernel/user-id.ts'
import type { AuditRecord } from '../../ports/audit.ts'
import type { Store } from '../../store.ts'

export async function listAudit({ audit }: Pick<Store, 'audit'>): Promise<readonly AuditRecord[]> {
  return (await audit.list({ limit: 1000 })).entries
}

/** The ids of whom a search finds. */
export async function searchFor({ directory }: Pick<Store, 'directory'>, search: string): Promise<readonly UserId[]> {
  return (await directory.list({ search, limit: 100 })).users.map(({ id }) => id)
}
