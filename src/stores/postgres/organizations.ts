/** SQL for organizations and their members. */
import {
  organizationColumns,
  toMembership,
  toOrganization,
  toPlacedMember,
  toPlacedOrganization,
} from '../rows/organization.ts'
import { toText, toUserId } from '../rows/row.ts'
import type { OrganizationStatements } from '../transactions/organization-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, done, firstOf, isAny, rowsOf, unlessRefused } from './connection.ts'
import { sqlStateOf } from './faults.ts'
import { createInvitationStatements } from './invitations.ts'
import type { UserKey } from './user-key.ts'
import { isReferredTo, storable } from './users.ts'

export function createOrganizationStatements(
  on: Connection,
  keyOf: UserKey,
): Pick<AsyncStatements, keyof OrganizationStatements> {
  return {
    lockOrganization: async id => (await rowsOf(on.query(sql.lock, [storable(id)]))).map(toOrganization)[0],
    findOrganization: async key => (await rowsOf(on.query(sql.find, [storable(key)]))).map(toOrganization)[0],
    listOrganizations: async ({ from, isBackwards }, limit) => {
      const list = isBackwards ? sql.listBefore : sql.listAfter
      const { key, id } = from ?? { key: isBackwards ? Number.MAX_SAFE_INTEGER : -1, id: '' }
      return (await rowsOf(on.query(list, [key, id, limit]))).map(toPlacedOrganization)
    },
    insertOrganization: ({ id, slug, name, createdAt }) => isAny(on.query(sql.insert, [id, slug, name, createdAt])),
    updateOrganization: ({ id, slug, name }) =>
      unlessRefused(on, isSlugTaken, () => isAny(on.query(sql.update, [id, slug, name])), false),
    deleteOrganization: id => {
      const remove = async () => {
        await on.query(sql.delete, [id])
        return 'deleted' as const
      }
      return unlessRefused(on, isReferredTo, remove, 'in_use' as const)
    },
    ...createMemberStatements(on, keyOf),
    ...createInvitationStatements(on, keyOf),
  }
}

type MemberStatements =
  | 'findMembership'
  | 'findRole'
  | 'listMemberships'
  | 'listMemberIds'
  | 'listMembers'
  | 'countOrganizationMembers'
  | 'countWithRole'
  | 'countRolesOf'
  | 'insertMember'
  | 'setMemberRole'
  | 'deleteMember'

function createMemberStatements(on: Connection, keyOf: UserKey): Pick<AsyncStatements, MemberStatements> {
  const countIn = async (text: string, values: readonly unknown[]) =>
    Number((await firstOf(on.query(text, values)))?.found)
  return {
    findMembership: async (key, userId) =>
      (await rowsOf(on.query(members.find, [storable(key), keyOf(userId)]))).map(toMembership)[0],
    findRole: async (organizationId, userId) =>
      toText((await firstOf(on.query(members.role, [organizationId, keyOf(userId)])))?.role),
    listMemberships: async userId => (await rowsOf(on.query(members.listOf, [keyOf(userId)]))).map(toMembership),
    listMemberIds: async organizationId =>
      (await rowsOf(on.query(members.ids, [organizationId]))).map(row => toUserId(row.user_id)),
    listMembers: async (organizationId, { from, isBackwards }, limit) => {
      if (from === undefined) {
        const whole = isBackwards ? members.listLast : members.listFirst
        return (await rowsOf(on.query(whole, [organizationId, limit]))).map(toPlacedMember)
      }
      const list = isBackwards ? members.listBefore : members.listAfter
      const place = [from.key, keyOf(from.id)]
      return (await rowsOf(on.query(list, [organizationId, limit, ...place]))).map(toPlacedMember)
    },
    countOrganizationMembers: organizationId => countIn(members.count, [organizationId]),
    countWithRole: (organizationId, role) => countIn(members.countRole, [organizationId, role]),
    countRolesOf: (userId, role) => countIn(members.countOf, [keyOf(userId), role]),
    insertMember: (organizationId, userId, role, now) =>
      isAny(on.query(members.insert, [organizationId, keyOf(userId), role, now])),
    setMemberRole: (organizationId, userId, role) =>
      done(on.query(members.setRole, [organizationId, keyOf(userId), role])),
    deleteMember: (organizationId, userId) => isAny(on.query(members.delete, [organizationId, keyOf(userId)])),
  }
}

function isSlugTaken(error: unknown): boolean {
  return sqlStateOf(error) === '23505' && (error as { readonly table?: string }).table === 'organizations'
}

const sql = {
  lock: 'SELECT * FROM organizations WHERE id = $1 FOR NO KEY UPDATE',
  find: 'SELECT * FROM organizations WHERE id = $1 OR slug = $1',
  listAfter: 'SELECT * FROM organizations WHERE (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT $3',
  listBefore: `
    SELECT * FROM organizations WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3`,
  insert: `
    INSERT INTO organizations (id, slug, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (slug) DO NOTHING`,
  update: 'UPDATE organizations SET slug = $2, name = $3 WHERE id = $1',
  delete: 'DELETE FROM organizations WHERE id = $1',
}

/** An application may have added columns of any name, `role` to its users: each name says whose it is. */
const selectMemberships = `
  SELECT m.user_id, m.role, m.joined_at, ${organizationColumns}
  FROM organization_members m JOIN organizations ON organizations.id = m.organization_id`

const selectMembers = `
  SELECT m.user_id, users.email, users.username, users.first_name, users.last_name, users.is_active, m.role, m.joined_at
  FROM organization_members m JOIN users ON users.id = m.user_id
  WHERE m.organization_id = $1`

const members = {
  find: `${selectMemberships} WHERE m.user_id = $2 AND (organizations.id = $1 OR organizations.slug = $1)`,
  role: 'SELECT role FROM organization_members WHERE organization_id = $1 AND user_id = $2',
  listOf: `${selectMemberships} WHERE m.user_id = $1 ORDER BY organizations.name COLLATE "C", organizations.id`,
  ids: 'SELECT user_id FROM organization_members WHERE organization_id = $1 ORDER BY user_id',
  listFirst: `${selectMembers} ORDER BY m.joined_at, m.user_id LIMIT $2`,
  listLast: `${selectMembers} ORDER BY m.joined_at DESC, m.user_id DESC LIMIT $2`,
  listAfter: `${selectMembers} AND (m.joined_at, m.user_id) > ($3, $4) ORDER BY m.joined_at, m.user_id LIMIT $2`,
  listBefore: `
    ${selectMembers} AND (m.joined_at, m.user_id) < ($3, $4) ORDER BY m.joined_at DESC, m.user_id DESC LIMIT $2`,
  count: 'SELECT count(*) AS found FROM organization_members WHERE organization_id = $1',
  countRole: 'SELECT count(*) AS found FROM organization_members WHERE organization_id = $1 AND role = $2',
  countOf: 'SELECT count(*) AS found FROM organization_members WHERE user_id = $1 AND role = $2',
  insert: `
    INSERT INTO organization_members (organization_id, user_id, role, joined_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING`,
  setRole: 'UPDATE organization_members SET role = $3 WHERE organization_id = $1 AND user_id = $2',
  delete: 'DELETE FROM organization_members WHERE organization_id = $1 AND user_id = $2',
}
