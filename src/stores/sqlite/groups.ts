/** SQL for groups and permissions. */
import type { Group } from '../../users/group-store.ts'
import type { GroupStatements } from '../transactions/group-statements.ts'
import type { Database, Row } from './database.ts'

export function createGroupStatements(db: Database): GroupStatements {
  const sql = prepareStatements(db)
  const toGroup = (row: Row): Group => ({
    name: String(row.name),
    members: Number(row.members),
    permissions: namesIn(sql.permissionsOf.all(row.id ?? null)),
  })

  return {
    listGroups: () => sql.list.all().map(toGroup),
    findGroup: name => sql.find.all(name).map(toGroup)[0],
    insertGroup: name => sql.insert.run(name).changes === 1,
    deleteGroup: name => sql.delete.run(name).changes === 1,
    addGroupMember: (name, userId) => sql.addMember.run(userId, name).changes === 1,
    removeGroupMember: (name, userId) => sql.removeMember.run(userId, name).changes === 1,
    grantToGroup: (name, permission) => sql.grant.run(permission, name).changes === 1,
    revokeFromGroup: (name, permission) => sql.revoke.run(permission, name).changes === 1,
    grantToUser: (userId, permission) => sql.grantUser.run(userId, permission).changes === 1,
    revokeFromUser: (userId, permission) => sql.revokeUser.run(userId, permission).changes === 1,
    findGrants: userId => ({
      groups: namesIn(sql.groupsOf.all(userId)),
      permissions: namesIn(sql.grantsOf.all(userId, userId)),
    }),
  }
}

const selectGroups = `
  SELECT id, name, (SELECT count(*) FROM group_members WHERE group_id = id) AS members FROM user_groups`

function prepareStatements(db: Database) {
  return {
    list: db.prepare(`${selectGroups} ORDER BY name`),
    find: db.prepare(`${selectGroups} WHERE name = ?`),
    permissionsOf: db.prepare(
      'SELECT permission AS name FROM group_permissions WHERE group_id = ? ORDER BY permission',
    ),
    insert: db.prepare('INSERT INTO user_groups (name) VALUES (?) ON CONFLICT DO NOTHING'),
    delete: db.prepare('DELETE FROM user_groups WHERE name = ?'),
    addMember: db.prepare(`
      INSERT INTO group_members (group_id, user_id) SELECT id, ? FROM user_groups WHERE name = ? ON CONFLICT DO NOTHING`),
    removeMember: db.prepare(`
      DELETE FROM group_members WHERE user_id = ? AND group_id IN (SELECT id FROM user_groups WHERE name = ?)`),
    grant: db.prepare(`
      INSERT INTO group_permissions (group_id, permission) SELECT id, ? FROM user_groups WHERE name = ?
      ON CONFLICT DO NOTHING`),
    revoke: db.prepare(`
      DELETE FROM group_permissions WHERE permission = ? AND group_id IN (SELECT id FROM user_groups WHERE name = ?)`),
    grantUser: db.prepare('INSERT INTO user_permissions (user_id, permission) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    revokeUser: db.prepare('DELETE FROM user_permissions WHERE user_id = ? AND permission = ?'),
    groupsOf: db.prepare(`
      SELECT name FROM user_groups JOIN group_members ON group_id = user_groups.id WHERE user_id = ? ORDER BY name`),
    grantsOf: db.prepare(`
      SELECT permission AS name FROM user_permissions WHERE user_id = ?
      UNION SELECT permission FROM group_permissions JOIN group_members USING (group_id) WHERE user_id = ?
      ORDER BY name`),
  }
}

function namesIn(rows: readonly Row[]): readonly string[] {
  return rows.map(({ name }) => String(name))
}
