/** Brings the groups of roles in step with the configuration: what differs, and the one transaction that changes it. */
import type { AuditChanges } from '../../ports/audit.ts'
import type { Role, RoleChange } from '../../users/group-store.ts'
import { isSame, setPermissions, sorted } from './change-group.ts'
import type { ListedGroup } from './group-statements.ts'
import { type Doing, markMembersStale, named, record, withMembers } from './groups.ts'
import { passing } from './pass-adoption.ts'
import type { Steps, Tx } from './transaction.ts'

export function* planRoles(tx: Tx, roles: readonly Role[]): Steps<readonly RoleChange[]> {
  const changes: RoleChange[] = []
  for (const { group, wanted } of differences(yield* tx.listGroups(), roles)) {
    const members = group === undefined ? 0 : (yield* withMembers(tx, group)).members
    changes.push(describe(group, wanted, members))
  }
  return inOrder(changes)
}

export function* syncRoles(tx: Tx, roles: readonly Role[], doing: Doing): Steps<readonly RoleChange[]> {
  yield* tx.lockRoles()
  const differing = differences(yield* tx.listGroups(), roles)
  // Operators may change them meanwhile: what counts is what is there once they are locked, all at once.
  yield* tx.lockGroups(differing.flatMap(({ group }) => group?.id ?? []))
  const changes: RoleChange[] = []
  if (differing.length === 0) return changes
  // Roles are the configuration's also while a Django project keeps the accounts.
  yield* passing(tx, function* () {
    for (const { wanted } of differing) {
      const change = yield* settle(tx, wanted, doing)
      if (change !== undefined) changes.push(change)
    }
  })
  return inOrder(changes)
}

/** What a group is to be. */
interface Wanted extends Role {
  readonly isRole: boolean
}

interface Difference {
  readonly group: ListedGroup | undefined
  readonly wanted: Wanted
}

/** Of groups that are no roles, those alone that the configuration names. */
function differences(groups: readonly ListedGroup[], roles: readonly Role[]): readonly Difference[] {
  const byName = new Map(groups.map(group => [group.name, group]))
  const names = new Set(roles.map(({ name }) => name))
  const released = groups.filter(({ name, isRole }) => isRole && !names.has(name))
  return [
    ...roles.map(({ name, permissions }) => ({
      group: byName.get(name),
      wanted: { name, permissions: sorted(permissions), isRole: true },
    })),
    ...released.map(group => ({ group, wanted: { name: group.name, permissions: [], isRole: false } })),
  ].filter(({ group, wanted }) => !isInStep(group, wanted))
}

function isInStep(group: ListedGroup | undefined, wanted: Wanted): boolean {
  return group !== undefined && group.isRole === wanted.isRole && isSame(group.permissions, wanted.permissions)
}

/** `undefined`: another process was there first. */
function* settle(tx: Tx, wanted: Wanted, doing: Doing): Steps<RoleChange | undefined> {
  const isNew = wanted.isRole && (yield* tx.insertGroup(wanted.name))
  const group = yield* tx.lockGroup(wanted.name)
  if (group === undefined || isInStep(group, wanted)) return undefined
  yield* setPermissions(tx, group, wanted)
  yield* tx.markRole(group.id, wanted.isRole)
  const members = yield* markMembersStale(tx, wanted.name, doing)
  const changes: AuditChanges = {
    ...(group.isRole === wanted.isRole ? {} : { role: [group.isRole, wanted.isRole] as const }),
    ...(isSame(group.permissions, wanted.permissions)
      ? {}
      : { permissions: [group.permissions, wanted.permissions] as const }),
  }
  yield* record(tx, { event: 'role.synced', ...named(group), changes }, doing)
  return describe(isNew ? undefined : group, wanted, members)
}

function describe(group: ListedGroup | undefined, wanted: Wanted, members: number): RoleChange {
  const before = group?.permissions ?? []
  return {
    role: wanted.name,
    outcome: outcomeOf(group, wanted),
    granted: wanted.permissions.filter(each => !before.includes(each)),
    revoked: before.filter(each => !wanted.permissions.includes(each)),
    members,
  }
}

function outcomeOf(group: ListedGroup | undefined, { isRole }: Wanted): RoleChange['outcome'] {
  if (!isRole) return 'released'
  if (group === undefined) return 'created'
  return group.isRole ? 'changed' : 'adopted'
}

function inOrder(changes: readonly RoleChange[]): readonly RoleChange[] {
  return changes.toSorted((a, b) => Buffer.compare(Buffer.from(a.role), Buffer.from(b.role)))
}
