/** SQL for an adoption. A statement for many accounts runs a prepared one for each of them. */
import type { UserColumn } from '../../users/user-fields.ts'
import { collectGrants, toAdoptionJob, toAdoptionState, toStored } from '../rows/adoption.ts'
import { tokenIds } from '../rows/packed-id.ts'
import { type Row, toMoment, toUserId } from '../rows/row.ts'
import { columnNameOf, userColumns, userFieldValues, userValues } from '../rows/user.ts'
import type { AccountRow, AdoptionStatements } from '../transactions/adoption-statements.ts'
import type { GroupStatements } from '../transactions/group-statements.ts'
import type { SocialStatements } from '../transactions/social-statements.ts'
import { alignTriggers, stateSql } from './adoption-triggers.ts'
import { type Database, type Statement, toSql } from './database.ts'
import { createGroupStatements } from './groups.ts'
import { raiseUserIds } from './raise-user-ids.ts'
import { createSocialStatements } from './social.ts'

export function createAdoptionStatements(db: Database, columns: readonly UserColumn[]): AdoptionStatements {
  const sql = prepareStatements(db)
  const state = () => toAdoptionState(sql.state.get()?.value)
  const withGrants = (rows: readonly Row[]) => {
    const ids = JSON.stringify(rows.map(({ id }) => id))
    const grantsOf = collectGrants(sql.groupsOf.all(ids), sql.permissionsOf.all(ids), sql.socialOf.all(ids))
    return rows.map(row => toStored(columns, row, grantsOf(toUserId(row.id))))
  }

  return {
    adoptionState: state,
    // No lock needed: a write transaction in SQLite excludes all others.
    lockAdoption: state,
    writeAdoption: to => void (to === undefined ? sql.forget.run() : sql.write.run(JSON.stringify(to))),
    alignAdoptionTriggers: wanted => alignTriggers(db, wanted),
    passAdoption: isPassing => void (isPassing ? sql.pass.run() : sql.passNoMore.run()),
    findAdopted: ids => withGrants(sql.find.all(JSON.stringify(ids))),
    listAdopted: ({ from, to }, limit) =>
      withGrants(sql.between.all(from ?? lowest, to ?? highest, limit)).map(({ user }) => user),
    countAccounts: () => Number(sql.count.get()?.number),
    findKeyHolders: keys =>
      sql.holders.all(JSON.stringify(keys)).map(({ login, id }) => ({ key: String(login), id: toUserId(id) })),
    parkLoginKeys: ids => void sql.park.run(JSON.stringify(ids)),
    // All: the next start would wait for them.
    adoptedSearchBatch: written => written,
    ...createAccountWrites(db, columns),
    ...createGrantWrites({ ...createGroupStatements(db), ...createSocialStatements(db) }, db.prepare(removeSocial)),
    spendTokens: tokens =>
      tokens.reduce((sum, { jti, exp }) => sum + sql.spend.run(tokenIds.pack(jti), exp * 1000).changes, 0),
    raiseUserIds: id => raiseUserIds(db, id),
    listAdoptionJobs: limit => sql.jobs.all(limit).map(toAdoptionJob),
    dropAdoptionJobs: ids => void sql.drop.run(JSON.stringify(ids)),
    dropAllAdoptionJobs: () => void sql.dropAll.run(),
    countAdoptionJobs: () => {
      const row = sql.backlog.get()
      return { count: Number(row?.number), oldestAt: toMoment(row?.oldest) ?? undefined }
    },
  }
}

const removeSocial = 'DELETE FROM social_accounts WHERE provider = ? AND subject = ?'

/** Of ids of both kinds: in text, too, it comes before all digits. */
const lowest = Number.MIN_SAFE_INTEGER
/** A text comes after all numbers, and this one after all digits. */
const highest = 'z'

function prepareStatements(db: Database) {
  return {
    state: db.prepare(stateSql),
    write: db.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES ('adoption', ?)"),
    forget: db.prepare("DELETE FROM facts WHERE name = 'adoption'"),
    pass: db.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES ('adopting', '')"),
    passNoMore: db.prepare("DELETE FROM facts WHERE name = 'adopting'"),
    find: db.prepare('SELECT * FROM users WHERE id IN (SELECT value FROM json_each(?))'),
    between: db.prepare('SELECT * FROM users WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?'),
    count: db.prepare('SELECT count(*) AS number FROM users'),
    groupsOf: db.prepare(`
      SELECT m.user_id, g.name FROM json_each(?) AS asked
      JOIN group_members m ON m.user_id = asked.value JOIN user_groups g ON g.id = m.group_id`),
    permissionsOf: db.prepare(`
      SELECT p.user_id, p.permission AS name FROM json_each(?) AS asked JOIN user_permissions p ON p.user_id = asked.value`),
    socialOf: db.prepare(`
      SELECT s.user_id, s.provider, s.subject, s.email FROM json_each(?) AS asked
      JOIN social_accounts s ON s.user_id = asked.value`),
    holders: db.prepare('SELECT login, id FROM users WHERE login IN (SELECT value FROM json_each(?))'),
    // No login name begins so.
    park: db.prepare('UPDATE users SET login = char(0) || id WHERE id IN (SELECT value FROM json_each(?))'),
    spend: db.prepare('INSERT OR IGNORE INTO spent_tokens (jti, expires_at) VALUES (?, ?)'),
    jobs: db.prepare('SELECT * FROM adoption_jobs ORDER BY id LIMIT ?'),
    drop: db.prepare('DELETE FROM adoption_jobs WHERE id IN (SELECT value FROM json_each(?))'),
    dropAll: db.prepare('DELETE FROM adoption_jobs'),
    backlog: db.prepare(`
      SELECT count(*) AS number, (SELECT noted_at FROM adoption_jobs ORDER BY id LIMIT 1) AS oldest FROM adoption_jobs`),
  }
}

function createAccountWrites(db: Database, columns: readonly UserColumn[]) {
  const own = columns.map(columnNameOf)
  const names = [...userColumns.split(', '), 'last_login', 'owner_proven_at', ...own]
  const insert = db.prepare(`
    INSERT INTO users (${[...names, 'id', 'tokens_not_before'].join(', ')}) VALUES (${names.map(() => '?').join(', ')}, ?, ?)`)
  const update = db.prepare(`UPDATE users SET ${names.map(name => `${name} = ?`).join(', ')} WHERE id = ?`)
  const valuesOf = ({ key, user, provenAt }: AccountRow) =>
    [...userValues(key, user), user.lastLogin, provenAt ?? null, ...userFieldValues(columns, user.fields)].map(toSql)
  return {
    insertAccounts(rows: readonly AccountRow[]) {
      for (const row of rows) insert.run(...valuesOf(row), row.user.id, row.notBefore)
    },
    updateAccounts(rows: readonly AccountRow[]) {
      for (const row of rows) update.run(...valuesOf(row), row.user.id)
    },
  }
}

type GrantWrites =
  | 'addMemberships'
  | 'removeMemberships'
  | 'addGrants'
  | 'removeGrants'
  | 'removeSocialAccounts'
  | 'addSocialAccounts'

/** The statements of groups, permissions and social accounts, for many. */
function createGrantWrites(
  one: GroupStatements & SocialStatements,
  removeSocial: Statement,
): Pick<AdoptionStatements, GrantWrites> {
  return {
    addMemberships: all => all.forEach(({ group, userId }) => void one.addGroupMember(group, userId)),
    removeMemberships: all => all.forEach(({ group, userId }) => void one.removeGroupMember(group, userId)),
    addGrants: all => all.forEach(({ permission, userId }) => void one.grantToUser(userId, permission)),
    removeGrants: all => all.forEach(({ permission, userId }) => void one.revokeFromUser(userId, permission)),
    removeSocialAccounts: all => all.forEach(({ provider, subject }) => void removeSocial.run(provider, subject)),
    addSocialAccounts(all, now) {
      for (const account of all) {
        one.insertSocialAccount({ ...account, now })
        one.deleteSocialUnlink(account.provider, account.subject)
      }
    },
  }
}
