/** SQL for invitations to organizations. */
import { organizationColumns, toInvitation, toOpenInvitation } from '../rows/organization.ts'
import type { OrganizationStatements } from '../transactions/organization-statements.ts'
import type { Database, Row } from './database.ts'

type InvitationStatements =
  | 'insertInvitation'
  | 'findInvitation'
  | 'listInvitations'
  | 'listInvitationsTo'
  | 'countInvitations'
  | 'extendInvitation'
  | 'deleteInvitation'
  | 'deleteInvitationsTo'
  | 'deleteInvitationsBy'
  | 'deleteExpiredInvitations'

export function createInvitationStatements(db: Database): Pick<OrganizationStatements, InvitationStatements> {
  const sql = prepareStatements(db)
  const toId = ({ id }: Row) => String(id)
  return {
    insertInvitation: ({ id, organizationId, invitedBy, email, emailKey, role, createdAt, expiresAt }) =>
      void sql.insert.run(id, organizationId, invitedBy, email, emailKey, role, createdAt, expiresAt),
    findInvitation: id => sql.find.all(id).map(toOpenInvitation)[0],
    listInvitations: organizationId => sql.list.all(organizationId).map(toInvitation),
    listInvitationsTo: (emailKey, now) => sql.listTo.all(emailKey, now).map(toOpenInvitation),
    countInvitations: (organizationId, now) => Number(sql.count.get(organizationId, now)?.found),
    extendInvitation: (id, expiresAt) => void sql.extend.run(expiresAt, id),
    deleteInvitation: id => sql.delete.run(id).changes === 1,
    deleteInvitationsTo: (organizationId, emailKey) => sql.deleteTo.all(organizationId, emailKey).map(toId),
    deleteInvitationsBy: (organizationId, userId) => sql.deleteBy.all(organizationId, userId).map(toId),
    deleteExpiredInvitations: (before, limit) => sql.deleteExpired.run(before, limit).changes,
  }
}

const invitations = `
  SELECT i.id, i.user_id, i.email, i.role, i.invited_at, i.expires_at, ${organizationColumns}
  FROM organization_invitations i JOIN organizations ON organizations.id = i.organization_id`

function prepareStatements(db: Database) {
  return {
    insert: db.prepare(`
      INSERT INTO organization_invitations
        (id, organization_id, user_id, email, email_key, role, invited_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    find: db.prepare(`${invitations} WHERE i.id = ?`),
    list: db.prepare('SELECT * FROM organization_invitations WHERE organization_id = ? ORDER BY invited_at, id'),
    listTo: db.prepare(`${invitations} WHERE i.email_key = ? AND i.expires_at > ? ORDER BY i.invited_at, i.id`),
    count: db.prepare(
      'SELECT count(*) AS found FROM organization_invitations WHERE organization_id = ? AND expires_at > ?',
    ),
    extend: db.prepare('UPDATE organization_invitations SET expires_at = ? WHERE id = ?'),
    delete: db.prepare('DELETE FROM organization_invitations WHERE id = ?'),
    deleteTo: db.prepare(
      'DELETE FROM organization_invitations WHERE organization_id = ? AND email_key = ? RETURNING id',
    ),
    deleteBy: db.prepare('DELETE FROM organization_invitations WHERE organization_id = ? AND user_id = ? RETURNING id'),
    deleteExpired: db.prepare(`
      DELETE FROM organization_invitations WHERE id IN
        (SELECT id FROM organization_invitations WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`),
  }
}
