/** SQL for invitations to organizations. */
import { organizationColumns, toInvitation, toOpenInvitation } from '../rows/organization.ts'
import type { OrganizationStatements } from '../transactions/organization-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, countOf, done, firstOf, isAny, rowsOf } from './connection.ts'
import type { UserKey } from './user-key.ts'
import { storable } from './users.ts'

type InvitationStatements = Extract<keyof OrganizationStatements, `${string}Invitation${string}`>

export function createInvitationStatements(
  on: Connection,
  keyOf: UserKey,
): Pick<AsyncStatements, InvitationStatements> {
  const idsIn = async (text: string, values: readonly unknown[]) =>
    (await rowsOf(on.query(text, values))).map(({ id }) => String(id))
  return {
    insertInvitation: ({ id, organizationId, invitedBy, email, emailKey, role, createdAt, expiresAt }) => {
      const values = [id, organizationId, keyOf(invitedBy), email, emailKey, role, createdAt, expiresAt]
      return done(on.query(sql.insert, values))
    },
    findInvitation: async id => (await rowsOf(on.query(sql.find, [storable(id)]))).map(toOpenInvitation)[0],
    listInvitations: async organizationId => (await rowsOf(on.query(sql.list, [organizationId]))).map(toInvitation),
    listInvitationsTo: async (emailKey, now) =>
      (await rowsOf(on.query(sql.listTo, [storable(emailKey), now]))).map(toOpenInvitation),
    countInvitations: async (organizationId, now) =>
      Number((await firstOf(on.query(sql.count, [organizationId, now])))?.found),
    extendInvitation: (id, expiresAt) => done(on.query(sql.extend, [id, expiresAt])),
    deleteInvitation: id => isAny(on.query(sql.delete, [id])),
    deleteInvitationsTo: (organizationId, emailKey) => idsIn(sql.deleteTo, [organizationId, emailKey]),
    deleteInvitationsBy: (organizationId, userId) => idsIn(sql.deleteBy, [organizationId, keyOf(userId)]),
    deleteExpiredInvitations: (before, limit) => countOf(on.query(sql.deleteExpired, [before, limit])),
  }
}

const invitations = `
  SELECT i.id, i.user_id, i.email, i.role, i.invited_at, i.expires_at, ${organizationColumns}
  FROM organization_invitations i JOIN organizations ON organizations.id = i.organization_id`

const sql = {
  insert: `
    INSERT INTO organization_invitations (id, organization_id, user_id, email, email_key, role, invited_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
  find: `${invitations} WHERE i.id = $1`,
  list: 'SELECT * FROM organization_invitations WHERE organization_id = $1 ORDER BY invited_at, id',
  listTo: `${invitations} WHERE i.email_key = $1 AND i.expires_at > $2 ORDER BY i.invited_at, i.id`,
  count: 'SELECT count(*) AS found FROM organization_invitations WHERE organization_id = $1 AND expires_at > $2',
  extend: 'UPDATE organization_invitations SET expires_at = $2 WHERE id = $1',
  delete: 'DELETE FROM organization_invitations WHERE id = $1',
  deleteTo: 'DELETE FROM organization_invitations WHERE organization_id = $1 AND email_key = $2 RETURNING id',
  deleteBy: 'DELETE FROM organization_invitations WHERE organization_id = $1 AND user_id = $2 RETURNING id',
  deleteExpired: `
    DELETE FROM organization_invitations WHERE id = ANY (ARRAY(
      SELECT id FROM organization_invitations WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2
      FOR UPDATE SKIP LOCKED))`,
}
