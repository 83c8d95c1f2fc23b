/** SQL for groups and permissions. */
import { toMemberCounts } from '../rows/member-counts.ts'
import { toUserId } from '../rows/row.ts'
import type { GroupStatements, ListedGroup } from '../transactions/group-statements.ts'
import type { Database, Row } from './database.ts'

export function createGroupStatements(db: Database): GroupStatements {
  const sql = prepareStatements(db)
  const toGroup = (row: Row): ListedGroup => ({
    id: Number(row.id),
    name: String(row.name),
    permissions: namesIn(sql.permissionsOf.all(row.id ?? null)),
    isRole: row.is_role === 1,
  })

  return {
    listGroups: () => sql.list.all().map(toGroup),
    countMembers: after =>
      toMemberCounts(after === undefined ? sql.countFirst.all() : sql.countAfter.all(after.group, after.user), counted),
    // No lock needed: a write transaction in SQLite excludes all others.
    lockGroup: name => sql.find.all(name).map(toGroup)[0],
    lockGroups: ids => sql.findAll.all(JSON.stringify(ids)).map(toGroup),
    findGroup: id => sql.findById.all(id).map(toGroup)[0],
    countMembersOf: (id, after) =>
      toMemberCounts(after === undefined ? sql.countFirstOf.all(id) : sql.countAfterOf.all(id, after), counted),
    listGroupMembers: name => sql.membersOf.all(name).map(row => toUserId(row.user_id)),
    insertGroup: name => sql.insert.run(name).changes === 1,
    markRole: (id, isRole) => {
      sql.markRole.run(isRole ? 1 : 0, id)
    },
    // As above.
    lockRoles: () => {},
    renameGroup: (id, name) => sql.rename.run(name, id).changes === 1,
    deleteGroup: name => sql.delete.run(name).changes === 1,
    addGroupMember: (name, userId) => sql.addMember.run(userId, name).changes === 1,
    removeGroupMember: (name, userId) => sql.removeMember.run(userId, name).changes === 1,
    grantToGroup: (name, permission) => sql.grant.run(permission, name).changes === 1,
    revokeFromGroup: (name, permission) => sql.revoke.run(permission, name).changes === 1,
    grantToUser: (userId, permission) => sql.grantUser.run(userId, permission).changes === 1,
    revokeFromUser: (userId, permission) => sql.revokeUser.run(userId, permission).changes === 1,
    listGroupsOf: userId => sql.groupsOf.all(userId).map(({ id, name }) => ({ id: Number(id), name: String(name) })),
    findGrants: userId => {
      const groups = sql.groupsOf.all(userId)
      const roles = namesIn(groups.filter(({ is_role }) => is_role === 1))
      return { groups: namesIn(groups), permissions: namesIn(sql.grantsOf.all(userId, userId)), roles }
    },
    findOwnGrants: userIds =>
      userIds.map(id => ({ groups: namesIn(sql.groupsOf.all(id)), permissions: namesIn(sql.directOf.all(id)) })),
    listPermissions: () => namesIn(sql.allPermissions.all()),
  }
}

const selectGroups = 'SELECT id, name, is_role FROM user_groups'

/** Memberships that one statement looks at. */
const counted = 20_000

const countSlice = (where: string) => `
  SELECT group_id, count(*) AS members, max(user_id) AS last FROM (
    SELECT group_id, user_id FROM group_members ${where} ORDER BY group_id, user_id LIMIT ${counted})
  GROUP BY group_id ORDER BY group_id`

function prepareStatements(db: Database) {
  return {
    list: db.prepare(`${selectGroups} ORDER BY name`),
    find: db.prepare(`${selectGroups} WHERE name = ?`),
    findAll: db.prepare(`${selectGroups} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY name`),
    findById: db.prepare(`${selectGroups} WHERE id = ?`),
    countFirst: db.prepare(countSlice('')),
    countAfter: db.prepare(countSlice('WHERE (group_id, user_id) > (?, ?)')),
    countFirstOf: db.prepare(countSlice('WHERE group_id = ?')),
    countAfterOf: db.prepare(countSlice('WHERE group_id = ? AND user_id > ?')),
    permissionsOf: db.prepare(
      'SELECT permission AS name FROM group_permissions WHERE group_id = ? ORDER BY permission',
    ),
    membersOf: db.prepare(`
      SELECT user_id FROM group_members WHERE group_id IN (SELECT id FROM user_groups WHERE name = ?) ORDER BY user_id`),
    insert: db.prepare('INSERT INTO user_groups (name) VALUES (?) ON CONFLICT DO NOTHING'),
    markRole: db.prepare('UPDATE user_groups SET is_role = ? WHERE id = ?'),
    rename: db.prepare('UPDATE OR IGNORE user_groups SET name = ? WHERE id = ?'),
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
      SELECT g.id, g.name, g.is_role FROM user_groups g JOIN group_members m ON m.group_id = g.id
      WHERE m.user_id = ? ORDER BY g.name`),
    directOf: db.prepare('SELECT permission AS name FROM user_permissions WHERE user_id = ? ORDER BY permission'),
    grantsOf: db.prepare(`
      SELECT permission AS name FROM user_permissions WHERE user_id = ?
      UNION SELECT p.permission FROM group_permissions p JOIN group_members m USING (group_id) WHERE m.user_id = ?
      ORDER BY name`),
    allPermissions: db.prepare(`
      SELECT permission AS name FROM group_permissions UNION SELECT permission FROM user_permissions ORDER BY name`),
  }
}

function namesIn(rows: readonly Row[]): readonly string[] {
  return rows.map(({ name }) => String(name))
}
