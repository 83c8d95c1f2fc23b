/** What a change of profile data would change, old before new. */
import type { AuditChanges } from '../../ports/audit.ts'
import type { ProfileChanges } from '../../users/store.ts'
import type { User } from '../../users/user.ts'

export function profileDifferences(user: User, { fields = {}, ...profile }: ProfileChanges): AuditChanges {
  const names = ['username', 'email', 'firstName', 'lastName'] as const
  const members = names.map(name => [name, [user[name], profile[name] ?? user[name]]] as const)
  const own = Object.entries(fields).map(([name, value]) => [name, [user.fields[name] ?? null, value]] as const)
  return Object.fromEntries([...members, ...own].filter(([, [before, after]]) => before !== after))
}
