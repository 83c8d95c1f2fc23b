/** Reads one moment of a project: users with all that belongs to them, groups, spent tokens, digests. */
import type { AdoptedGroup } from '../features/adoption/adopted-user.ts'
import type { DjangoReader } from '../features/adoption/django-database.ts'
import { isPermissionName } from '../kernel/permission-name.ts'
import type { DjangoConnection } from './driver.ts'
import type { DjangoContext } from './project.ts'
import { readDigests } from './read-digests.ts'
import { lastForeignExpiry, readSpentPage } from './read-tokens.ts'
import { createUserReader } from './read-users.ts'
import { readHighestId } from './sequences.ts'
import { toInstant, toText } from './values.ts'

export interface ReaderOptions {
  /** Seconds that a sliding token can be renewed after its row expired; `undefined`: not known. */
  readonly slidingSeconds: number | undefined
}

export function createReader(
  context: DjangoContext,
  connection: DjangoConnection,
  options: ReaderOptions,
): DjangoReader {
  const { driver, project } = context
  const { users } = project
  const quote = driver.quote
  const reader = createUserReader(context, connection)
  const column = users.columns.lastLogin
  return {
    countUsers: () => reader.count(),
    groups: () => readGroups(context, connection),
    usersAfter: (after, limit) => reader.after(after, limit),
    usersIn: bucket => reader.between(bucket),
    digests: () => readDigests(context, connection),
    spentTokens: (after, limit, now) => readSpentPage(context, connection, { after, limit, now, ...options }),
    highestUserId: () => readHighestId(context, connection),
    lastForeignExpiry: () => lastForeignExpiry(context, connection),
    async lastLogin() {
      if (column === undefined) return undefined
      const [found] = await connection.all(`SELECT max(${quote(column)}) AS latest FROM ${quote(users.table.name)}`)
      return toInstant(found?.latest, project.times) ?? undefined
    },
  }
}

/** With the permissions of each; those whose name no permission can have here are left out. */
async function readGroups(
  { driver: { quote }, project }: DjangoContext,
  { all }: DjangoConnection,
): Promise<AdoptedGroup[]> {
  if (project.groups === undefined) return []
  const groups = await all(`SELECT id, name FROM ${quote('auth_group')}`)
  const granted = await all(`
    SELECT gp.group_id AS group_id, c.app_label AS app_label, p.codename AS codename
    FROM ${quote('auth_group_permissions')} gp
    JOIN ${quote('auth_permission')} p ON p.id = gp.permission_id
    JOIN ${quote('django_content_type')} c ON c.id = p.content_type_id`)
  const permissions = Map.groupBy(granted, row => row.group_id)
  const read = groups.map(({ id, name }) => ({
    name: toText(name),
    permissions: permissionNames(permissions.get(id ?? null) ?? []),
  }))
  return read.sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** `app_label.codename`, sorted. */
export function permissionNames(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  const names = rows.map(row => `${row.app_label}.${row.codename}`)
  return [...new Set(names.filter(isPermissionName))].sort()
}
