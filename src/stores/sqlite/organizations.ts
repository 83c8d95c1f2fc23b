/** SQL for organizations and their members. */
import {
  organizationColumns,
  toMembership,
  toOrganization,
  toPlacedMember,
  toPlacedOrganization,
} from '../rows/organization.ts'
import { toUserId } from '../rows/row.ts'
import type { OrganizationStatements } from '../transactions/organization-statements.ts'
import type { Place } from '../transactions/pages.ts'
import { unlessInUse } from './constraints.ts'
import type { Database } from './database.ts'
import { createInvitationStatements } from './invitations.ts'

export function createOrganizationStatements(db: Database): OrganizationStatements {
  const sql = prepareStatements(db)
  return {
    // No lock needed: a write transaction in SQLite excludes all others.
    lockOrganization: id => sql.lock.all(id).map(toOrganization)[0],
    findOrganization: key => sql.find.all(key, key).map(toOrganization)[0],
    listOrganizations: ({ from, isBackwards }, limit) => {
      const list = isBackwards ? sql.listBefore : sql.listAfter
      const { key, id } = from ?? endOf(isBackwards)
      return list.all(key, id, limit).map(toPlacedOrganization)
    },
    insertOrganization: ({ id, slug, name, createdAt }) => sql.insert.run(id, slug, name, createdAt).changes === 1,
    updateOrganization: ({ id, slug, name }) => sql.update.run(slug, name, id).changes === 1,
    deleteOrganization: id => unlessInUse(() => void sql.delete.run(id)),
    ...createMemberStatements(db),
    ...createInvitationStatements(db),
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

function createMemberStatements(db: Database): Pick<OrganizationStatements, MemberStatements> {
  const sql = prepareMembers(db)
  return {
    findMembership: (key, userId) => sql.find.all(userId, key, key).map(toMembership)[0],
    findRole: (organizationId, userId) => sql.role.all(organizationId, userId).map(({ role }) => String(role))[0],
    listMemberships: userId => sql.listOf.all(userId).map(toMembership),
    listMemberIds: organizationId => sql.ids.all(organizationId).map(row => toUserId(row.user_id)),
    listMembers: (organizationId, { from, isBackwards }, limit) => {
      const list = isBackwards ? sql.listBefore : sql.listAfter
      const { key, id } = from ?? endOf(isBackwards)
      return list.all(organizationId, key, userIdIn(id), limit).map(toPlacedMember)
    },
    countOrganizationMembers: organizationId => Number(sql.count.get(organizationId)?.found),
    countWithRole: (organizationId, role) => Number(sql.countRole.get(organizationId, role)?.found),
    countRolesOf: (userId, role) => Number(sql.countOf.get(userId, role)?.found),
    insertMember: (organizationId, userId, role, now) =>
      sql.insert.run(organizationId, userId, role, now).changes === 1,
    setMemberRole: (organizationId, userId, role) => void sql.setRole.run(role, organizationId, userId),
    deleteMember: (organizationId, userId) => sql.delete.run(organizationId, userId).changes === 1,
  }
}

/** Before the first row, and behind the last one. */
function endOf(isBackwards: boolean): Place {
  return { key: isBackwards ? Number.MAX_SAFE_INTEGER : -1, id: '' }
}

/** A column of text has no id of digits alone: those are UUIDs. */
function userIdIn(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text
}

function prepareStatements(db: Database) {
  return {
    lock: db.prepare('SELECT * FROM organizations WHERE id = ?'),
    find: db.prepare('SELECT * FROM organizations WHERE id = ? OR slug = ?'),
    listAfter: db.prepare(
      'SELECT * FROM organizations WHERE (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?',
    ),
    listBefore: db.prepare(
      'SELECT * FROM organizations WHERE (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?',
    ),
    insert: db.prepare(
      'INSERT INTO organizations (id, slug, name, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (slug) DO NOTHING',
    ),
    update: db.prepare('UPDATE OR IGNORE organizations SET slug = ?, name = ? WHERE id = ?'),
    delete: db.prepare('DELETE FROM organizations WHERE id = ?'),
  }
}

/** An application may have added columns of any name, `role` to its users: each name says whose it is. */
const memberships = `
  SELECT m.user_id, m.role, m.joined_at, ${organizationColumns}
  FROM organization_members m JOIN organizations ON organizations.id = m.organization_id`

const members = `
  SELECT m.user_id, users.email, users.username, users.first_name, users.last_name, users.is_active, m.role, m.joined_at
  FROM organization_members m JOIN users ON users.id = m.user_id`

function prepareMembers(db: Database) {
  return {
    find: db.prepare(`${memberships} WHERE m.user_id = ? AND (organizations.id = ? OR organizations.slug = ?)`),
    role: db.prepare('SELECT role FROM organization_members WHERE organization_id = ? AND user_id = ?'),
    listOf: db.prepare(`${memberships} WHERE m.user_id = ? ORDER BY organizations.name, organizations.id`),
    ids: db.prepare('SELECT user_id FROM organization_members WHERE organization_id = ? ORDER BY user_id'),
    listAfter: db.prepare(`
      ${members} WHERE m.organization_id = ? AND (m.joined_at, m.user_id) > (?, ?)
      ORDER BY m.joined_at, m.user_id LIMIT ?`),
    listBefore: db.prepare(`
      ${members} WHERE m.organization_id = ? AND (m.joined_at, m.user_id) < (?, ?)
      ORDER BY m.joined_at DESC, m.user_id DESC LIMIT ?`),
    count: db.prepare('SELECT count(*) AS found FROM organization_members WHERE organization_id = ?'),
    countRole: db.prepare('SELECT count(*) AS found FROM organization_members WHERE organization_id = ? AND role = ?'),
    countOf: db.prepare('SELECT count(*) AS found FROM organization_members WHERE user_id = ? AND role = ?'),
    insert: db.prepare(`
      INSERT INTO organization_members (organization_id, user_id, role, joined_at) VALUES (?, ?, ?, ?)
      ON CONFLICT DO NOTHING`),
    setRole: db.prepare('UPDATE organization_members SET role = ? WHERE organization_id = ? AND user_id = ?'),
    delete: db.prepare('DELETE FROM organization_members WHERE organization_id = ? AND user_id = ?'),
  }
}
