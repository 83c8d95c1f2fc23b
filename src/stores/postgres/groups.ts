/** SQL for groups and permissions. */
import type { NamedGrants } from '../../users/group-store.ts'
import { toMemberCounts } from '../rows/member-counts.ts'
import { type Row, toUserId } from '../rows/row.ts'
import type { GroupStatements, ListedGroup } from '../transactions/group-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, isAny, rowsOf, unlessRefused } from './connection.ts'
import { sqlStateOf } from './faults.ts'
import type { UserKey } from './user-key.ts'

export function createGroupStatements(on: Connection, keyOf: UserKey): Pick<AsyncStatements, keyof GroupStatements> {
  return {
    listGroups: async () => (await rowsOf(on.query(sql.list))).map(toGroup),
    countMembers: async after => {
      const answer =
        after === undefined ? on.query(sql.countFirst) : on.query(sql.countAfter, [after.group, keyOf(after.user)])
      return toMemberCounts(await rowsOf(answer), counted)
    },
    lockGroup: async name => {
      // What belongs to it is read by a second statement: the first may have waited, and sees what was there before.
      if (!(await isAny(on.query(sql.lock, [name])))) return undefined
      return (await rowsOf(on.query(sql.find, [name]))).map(toGroup)[0]
    },
    lockGroups: async ids => {
      await on.query(sql.lockAll, [ids])
      return (await rowsOf(on.query(sql.findAll, [ids]))).map(toGroup)
    },
    findGroup: async id => (await rowsOf(on.query(sql.findById, [id]))).map(toGroup)[0],
    countMembersOf: async (id, after) => {
      const answer =
        after === undefined ? on.query(sql.countFirstOf, [id]) : on.query(sql.countAfterOf, [id, keyOf(after)])
      return toMemberCounts(await rowsOf(answer), counted)
    },
    listGroupMembers: async name => (await rowsOf(on.query(sql.membersOf, [name]))).map(row => toUserId(row.user_id)),
    insertGroup: name => isAny(on.query(sql.insert, [name])),
    markRole: async (id, isRole) => {
      await on.query(sql.markRole, [id, isRole])
    },
    lockRoles: async () => {
      await on.query(sql.lockRoles)
    },
    renameGroup: (id, name) => unlessRefused(on, isNameTaken, () => isAny(on.query(sql.rename, [id, name])), false),
    deleteGroup: name => isAny(on.query(sql.delete, [name])),
    addGroupMember: (name, userId) => isAny(on.query(sql.addMember, [name, keyOf(userId)])),
    removeGroupMember: (name, userId) => isAny(on.query(sql.removeMember, [name, keyOf(userId)])),
    grantToGroup: (name, permission) => isAny(on.query(sql.grant, [name, permission])),
    revokeFromGroup: (name, permission) => isAny(on.query(sql.revoke, [name, permission])),
    grantToUser: (userId, permission) => isAny(on.query(sql.grantUser, [keyOf(userId), permission])),
    revokeFromUser: (userId, permission) => isAny(on.query(sql.revokeUser, [keyOf(userId), permission])),
    listGroupsOf: async userId =>
      (await rowsOf(on.query(sql.groupsOf, [keyOf(userId)]))).map(({ id, name }) => ({
        id: Number(id),
        name: String(name),
      })),
    findGrants: async userId => {
      const groups = await rowsOf(on.query(sql.groupsOf, [keyOf(userId)]))
      return {
        groups: namesIn(groups),
        permissions: namesIn(await rowsOf(on.query(sql.grantsOf, [keyOf(userId)]))),
        roles: namesIn(groups.filter(({ is_role }) => is_role === true)),
      }
    },
    listPermissions: async () => namesIn(await rowsOf(on.query(sql.allPermissions))),
    findOwnGrants: async userIds => {
      const keys = userIds.flatMap(id => keyOf(id) ?? [])
      const rows = await rowsOf(on.query(sql.ownOf, [keys]))
      const grants = new Map(rows.map(row => [toUserId(row.id), toGrants(row)]))
      return userIds.map(id => grants.get(id) ?? { groups: [], permissions: [] })
    },
  }
}

/** With its permissions in the same statement: a list of groups is one trip, however many there are. */
const selectGroups = `
  SELECT id, name, is_role,
    ARRAY(SELECT permission FROM group_permissions WHERE group_id = id ORDER BY permission) AS permissions
  FROM user_groups`
/** Memberships that one statement looks at. PostgreSQL has no max() of a uuid. */
const counted = 200_000
const countSlice = (where: string) => `
  SELECT group_id, count(*) AS members, (array_agg(user_id ORDER BY user_id DESC))[1] AS last FROM (
    SELECT group_id, user_id FROM group_members ${where} ORDER BY group_id, user_id LIMIT ${counted}) AS slice
  GROUP BY group_id ORDER BY group_id`
const idOf = 'SELECT id FROM user_groups WHERE name = $1'

const sql = {
  list: `${selectGroups} ORDER BY name`,
  countFirst: countSlice(''),
  countAfter: countSlice('WHERE (group_id, user_id) > ($1, $2)'),
  countFirstOf: countSlice('WHERE group_id = $1'),
  countAfterOf: countSlice('WHERE group_id = $1 AND user_id > $2'),
  // In one order for all who lock several.
  lockAll: 'SELECT id FROM user_groups WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE',
  findAll: `${selectGroups} WHERE id = ANY ($1::bigint[]) ORDER BY name`,
  findById: `${selectGroups} WHERE id = $1`,
  lock: `${idOf} FOR UPDATE`,
  find: `${selectGroups} WHERE name = $1`,
  membersOf: `SELECT user_id FROM group_members WHERE group_id = (${idOf}) ORDER BY user_id`,
  insert: 'INSERT INTO user_groups (name) VALUES ($1) ON CONFLICT DO NOTHING',
  markRole: 'UPDATE user_groups SET is_role = $2 WHERE id = $1',
  // Of this schema; transaction poolers keep it, and it ends with the transaction.
  lockRoles: "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.latchkey_roles', 0))",
  rename: 'UPDATE user_groups SET name = $2 WHERE id = $1',
  delete: 'DELETE FROM user_groups WHERE name = $1',
  addMember: `
    INSERT INTO group_members (group_id, user_id) SELECT id, $2 FROM (${idOf} FOR KEY SHARE) AS found ON CONFLICT DO NOTHING`,
  removeMember: `DELETE FROM group_members WHERE user_id = $2 AND group_id = (${idOf})`,
  grant: `
    INSERT INTO group_permissions (group_id, permission) SELECT id, $2 FROM (${idOf} FOR KEY SHARE) AS found
    ON CONFLICT DO NOTHING`,
  revoke: `DELETE FROM group_permissions WHERE permission = $2 AND group_id = (${idOf})`,
  grantUser: 'INSERT INTO user_permissions (user_id, permission) VALUES ($1, $2) ON CONFLICT DO NOTHING',
  revokeUser: 'DELETE FROM user_permissions WHERE user_id = $1 AND permission = $2',
  groupsOf: `
    SELECT g.id, g.name, g.is_role FROM user_groups g JOIN group_members m ON m.group_id = g.id
    WHERE m.user_id = $1 ORDER BY g.name`,
  allPermissions: `
    SELECT permission AS name FROM user_permissions UNION SELECT permission FROM group_permissions ORDER BY name`,
  ownOf: `
    SELECT u.id,
      ARRAY(
        SELECT g.name FROM user_groups g JOIN group_members m ON m.group_id = g.id WHERE m.user_id = u.id ORDER BY g.name
      ) AS groups,
      ARRAY(SELECT p.permission FROM user_permissions p WHERE p.user_id = u.id ORDER BY p.permission) AS permissions
    FROM users u WHERE u.id = ANY ($1)`,
  grantsOf: `
    SELECT permission AS name FROM user_permissions WHERE user_id = $1
    UNION SELECT p.permission FROM group_permissions p JOIN group_members m USING (group_id) WHERE m.user_id = $1
    ORDER BY name`,
}

function isNameTaken(error: unknown): boolean {
  return sqlStateOf(error) === '23505' && (error as { readonly table?: string }).table === 'user_groups'
}

function toGroup(row: Row): ListedGroup {
  return {
    id: Number(row.id),
    name: String(row.name),
    permissions: row.permissions as readonly string[],
    isRole: row.is_role === true,
  }
}

function toGrants({ groups, permissions }: Row): NamedGrants {
  return { groups: groups as readonly string[], permissions: permissions as readonly string[] }
}

function namesIn(rows: readonly Row[]): readonly string[] {
  return rows.map(({ name }) => String(name))
}
