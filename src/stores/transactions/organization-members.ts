/**
 * Members of organizations. Every decision is taken under the lock of the organization, so of two owners who leave at
 * once one stays, and a role that was taken away a moment ago decides nothing any more (race condition).
 */

import type { Member } from '../../features/organizations/organization.ts'
import { ownerRole } from '../../features/organizations/owner-role.ts'
import type {
  ActionRefusal,
  MemberAction,
  MemberOutcome,
  MemberPage,
  OrganizationChange,
  PageQuery,
  WithNotice,
} from '../../features/organizations/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { mostListed } from '../../users/user-list.ts'
import { actIn, reaches, record, tell } from './act-in-organization.ts'
import { type Page, pageOf, readPage } from './pages.ts'
import type { Steps, Tx } from './transaction.ts'

export function* listMembers(tx: Tx, organizationId: string, query: PageQuery): Steps<MemberPage> {
  const asked = readPage('organization members', query, mostListed)
  const found = yield* tx.listMembers(organizationId, asked, asked.limit + 1)
  const { items, ...cursors }: Page<Member> = pageOf(asked, { found, end: undefined })
  return { members: items, ...cursors }
}

export function* setMemberRole(
  tx: Tx,
  organizationId: string,
  userId: UserId,
  role: string,
  action: MemberAction & WithNotice,
): Steps<MemberOutcome> {
  const acting = yield* actIn(tx, organizationId, action)
  if (typeof acting === 'string') return acting
  const before = yield* tx.findRole(organizationId, userId)
  if (before === undefined) return 'gone'
  const isWithin = [before, role].every(each => reaches(action.may, acting.role, each))
  if (!isWithin) return 'forbidden'
  return yield* changeRole(tx, organizationId, { userId, before, role }, action)
}

interface RoleChange {
  readonly userId: UserId
  readonly before: string
  readonly role: string
}

/** Of a locked organization. */
export function* changeRole(
  tx: Tx,
  organizationId: string,
  { userId, before, role }: RoleChange,
  change: OrganizationChange & WithNotice & { readonly reason?: string },
): Steps<'done' | 'unchanged' | 'last_owner'> {
  if (before === role) return 'unchanged'
  if (yield* isLastOwner(tx, organizationId, before)) return 'last_owner'
  yield* tx.setMemberRole(organizationId, userId, role)
  const entry = { event: 'organization.role_changed', userId, reason: change.reason } as const
  yield* record(tx, organizationId, { ...entry, changes: { role: [before, role] } }, change)
  yield* tell(tx, userId, change.now, change.mail)
  return 'done'
}

function* isLastOwner(tx: Tx, organizationId: string, role: string): Steps<boolean> {
  return role === ownerRole && (yield* tx.countWithRole(organizationId, ownerRole)) === 1
}

export function* removeMember(
  tx: Tx,
  organizationId: string,
  userId: UserId,
  action: MemberAction & WithNotice,
): Steps<MemberOutcome> {
  const acting = yield* actIn(tx, organizationId, action)
  if (typeof acting === 'string') return acting
  const role = yield* tx.findRole(organizationId, userId)
  if (role === undefined) return 'gone'
  if (!reaches(action.may, acting.role, role)) return 'forbidden'
  return yield* takeOut(tx, organizationId, { userId, role, reason: 'removed' }, action)
}

export function* leave(
  tx: Tx,
  organizationId: string,
  userId: UserId,
  change: OrganizationChange,
): Steps<'done' | 'last_owner' | 'not_member'> {
  const organization = yield* tx.lockOrganization(organizationId)
  const role = organization && (yield* tx.findRole(organizationId, userId))
  if (role === undefined) return 'not_member'
  return yield* takeOut(tx, organizationId, { userId, role, reason: 'left' }, change)
}

interface Removal {
  readonly userId: UserId
  readonly role: string
  readonly reason: 'removed' | 'left'
}

/** Of a locked organization. What the member wrote to others ends too: they could come back by a second address. */
export function* takeOut(
  tx: Tx,
  organizationId: string,
  { userId, role, reason }: Removal,
  change: OrganizationChange & WithNotice,
): Steps<'done' | 'last_owner'> {
  if (yield* isLastOwner(tx, organizationId, role)) return 'last_owner'
  yield* tx.deleteMember(organizationId, userId)
  const ended = yield* tx.deleteInvitationsBy(organizationId, userId)
  const entry = { event: 'organization.member_removed', userId, reason, changes: { role: [role, null] } } as const
  yield* record(tx, organizationId, entry, change)
  for (const id of ended) {
    yield* record(tx, organizationId, { event: 'organization.invitation_revoked', userId, reason: id }, change)
  }
  yield* tell(tx, userId, change.now, change.mail)
  return 'done'
}

/** First the new owner, so that there is one at each moment. */
export function* transferOwnership(
  tx: Tx,
  organizationId: string,
  to: UserId,
  role: string,
  action: Omit<MemberAction, 'may'> & WithNotice,
): Steps<'done' | 'unchanged' | 'gone' | ActionRefusal> {
  const { as, mail, now, by } = action
  const acting = yield* actIn(tx, organizationId, { as, may: { [ownerRole]: 'all' } })
  if (typeof acting === 'string') return acting
  const before = yield* tx.findRole(organizationId, to)
  if (before === undefined) return 'gone'
  if (to === as) return 'unchanged'
  const change = { now, by, mail, reason: 'transfer' }
  yield* changeRole(tx, organizationId, { userId: to, before, role: ownerRole }, change)
  yield* changeRole(tx, organizationId, { userId: as, before: acting.role, role }, change)
  return 'done'
}

/**
 * Before an account is deleted: what it leaves, or that an organization would be left without an owner. The user is
 * locked, and then the organizations in one order for all.
 */
export function* lockMemberships(tx: Tx, userId: UserId): Steps<readonly LostMembership[] | 'last_owner'> {
  const ids = (yield* tx.listMemberships(userId)).map(({ organization }) => organization.id).sort()
  const lost: LostMembership[] = []
  for (const id of ids) {
    yield* tx.lockOrganization(id)
    const role = yield* tx.findRole(id, userId)
    if (role === undefined) continue
    if (tx.rules.keepsOwners && (yield* isLastOwner(tx, id, role))) return 'last_owner'
    lost.push({ id, role })
  }
  return lost
}

/** The id of the organization, and the role there. */
interface LostMembership {
  readonly id: string
  readonly role: string
}

/** The rows went with the account. */
export function* recordLost(
  tx: Tx,
  userId: UserId,
  lost: readonly LostMembership[],
  change: OrganizationChange,
): Steps<void> {
  for (const { id, role } of lost) {
    const entry = { event: 'organization.member_removed', userId, reason: 'account_deleted' } as const
    yield* record(tx, id, { ...entry, changes: { role: [role, null] } }, change)
  }
}
