/** Through what an account has a permission, and who saw to it: for the question "why may Ada do this?". */
import type { AuditEntry, AuditLog } from '../../ports/audit.ts'
import type { Needs } from '../../system.ts'
import type { User } from '../../users/user.ts'

export type Why = 'inactive' | 'superuser' | 'granted' | 'no_grant'

/** One way by which it is granted. `group` is absent where it was granted to the account itself. */
export interface GrantPath {
  readonly group?: { readonly id: number; readonly name: string; readonly isRole: boolean }
  /** The newest row that gave it: the membership, or the permission itself. Absent where no row is kept. */
  readonly given?: AuditEntry | undefined
  /** Of a group: the row that gave the permission to the group. */
  readonly givenToGroup?: AuditEntry | undefined
}

export interface Access {
  readonly isAllowed: boolean
  readonly why: Why
  readonly paths: readonly GrantPath[]
}

const rowsRead = 1000

/** As Django's `has_perm`: see flows/has-permission.ts. */
export async function findAccess(
  { groups, audit }: Needs<'groups' | 'audit'>,
  user: User,
  permission: string,
): Promise<Access> {
  const own = await groups.ownGrantsOf(user.id)
  const history = (await audit.list({ user: user.id, limit: rowsRead })).entries
  const direct: readonly GrantPath[] = own.permissions.includes(permission)
    ? [{ given: history.find(entry => adds(entry, ['permission', 'permissions'], permission)) }]
    : []
  const through = await Promise.all(
    own.groups.map(async group => {
      const found = await groups.find(group.id)
      if (found?.permissions.includes(permission) !== true) return []
      const given = history.find(entry => adds(entry, ['group', 'groups'], group.name))
      return [
        {
          group: { ...group, isRole: found.isRole },
          given,
          givenToGroup: await findGroupGrant(audit, group.id, permission),
        },
      ]
    }),
  )
  const paths = [...direct, ...through.flat()]
  if (!user.isActive) return { isAllowed: false, why: 'inactive', paths }
  if (user.isSuperuser) return { isAllowed: true, why: 'superuser', paths }
  return paths.length > 0 ? { isAllowed: true, why: 'granted', paths } : { isAllowed: false, why: 'no_grant', paths }
}

async function findGroupGrant(audit: AuditLog, id: number, permission: string): Promise<AuditEntry | undefined> {
  const { entries } = await audit.list({ subject: `group:${id}`, limit: rowsRead })
  return entries.find(entry => adds(entry, ['permission', 'permissions'], permission))
}

/** Whether the row says that the value came in: as the new value, or into the new list. */
function adds({ changes = {} }: AuditEntry, members: readonly string[], value: string): boolean {
  return members.some(member => {
    const [before, after] = changes[member] ?? []
    const has = (list: unknown) => (Array.isArray(list) ? list.includes(value) : list === value)
    return has(after) && !has(before)
  })
}
