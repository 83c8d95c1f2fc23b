/** Groups and permissions behind the GroupStore port. */

import type { UserId } from '../../kernel/user-id.ts'
import type { Group, GroupOutcome, GroupStore, UserGrantOutcome } from '../../users/group-store.ts'
import { type Database, isSqliteError, type Row, read } from './database.ts'
import type { Write } from './group-commit.ts'

export function createGroupStore(db: Database, write: Write): GroupStore {
  const sql = prepareStatements(db)
  const inGroup = (name: string, change: (group: number) => void): GroupOutcome => {
    const group = sql.find.get(name)
    if (group === undefined) return 'unknown_group'
    change(Number(group.id))
    return 'done'
  }
  const ofUser = (name: string, user: UserId, change: (group: number) => void): GroupOutcome =>
    sql.findUser.get(user) === undefined ? 'unknown_user' : inGroup(name, change)
  const forUser = (user: UserId, change: () => void): UserGrantOutcome => {
    if (sql.findUser.get(user) === undefined) return 'unknown_user'
    change()
    return 'done'
  }
  const create = (name: string) => {
    try {
      sql.create.run(name)
      return 'created'
    } catch (error) {
      if (isSqliteError(error, 'unique')) return 'duplicate'
      throw error
    }
  }

  return {
    list: () => read(() => sql.list.all().map(row => toGroup(row, namesIn(sql.permissionsOf.all(row.id ?? null))))),
    create: name => write(() => create(name)),
    delete: name => write(() => (sql.delete.run(name).changes === 0 ? 'gone' : 'deleted')),
    addMember: (name, user) => write(() => ofUser(name, user, group => sql.addMember.run(group, user))),
    removeMember: (name, user) => write(() => ofUser(name, user, group => sql.removeMember.run(group, user))),
    grant: (name, permission) => write(() => inGroup(name, group => sql.grant.run(group, permission))),
    revoke: (name, permission) => write(() => inGroup(name, group => sql.revoke.run(group, permission))),
    grantUser: (user, permission) => write(() => forUser(user, () => sql.grantUser.run(user, permission))),
    revokeUser: (user, permission) => write(() => forUser(user, () => sql.revokeUser.run(user, permission))),
    grantsOf: user =>
      read(() => ({
        groups: namesIn(sql.groupsOf.all(user)),
        permissions: namesIn(sql.grantsOf.all(user, user)),
      })),
  }
}

function prepareStatements(db: Database) {
  return {
    find: db.prepare('SELECT id FROM user_groups WHERE name = ?'),
    findUser: db.prepare('SELECT 1 AS found FROM users WHERE id = ?'),
    create: db.prepare('INSERT INTO user_groups (name) VALUES (?)'),
    delete: db.prepare('DELETE FROM user_groups WHERE name = ?'),
    list: db.prepare(`
      SELECT id, name, (SELECT count(*) FROM group_members WHERE group_id = id) AS members
      FROM user_groups ORDER BY name`),
    permissionsOf: db.prepare(
      'SELECT permission AS name FROM group_permissions WHERE group_id = ? ORDER BY permission',
    ),
    addMember: db.prepare('INSERT INTO group_members (group_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    removeMember: db.prepare('DELETE FROM group_members WHERE group_id = ? AND user_id = ?'),
    grant: db.prepare('INSERT INTO group_permissions (group_id, permission) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    revoke: db.prepare('DELETE FROM group_permissions WHERE group_id = ? AND permission = ?'),
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

function toGroup(row: Row, permissions: readonly string[]): Group {
  return { name: String(row.name), members: Number(row.members), permissions }
}

function namesIn(rows: readonly Row[]): readonly string[] {
  return rows.map(({ name }) => String(name))
}
