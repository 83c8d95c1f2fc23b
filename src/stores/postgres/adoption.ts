/** SQL for an adoption. Many accounts are one statement, whose values come as columns. */
import type { UserColumn } from '../../users/user-fields.ts'
import type { UserIds } from '../errors.ts'
import { collectGrants, toAdoptionJob, toAdoptionState, toStored } from '../rows/adoption.ts'
import { tokenIds } from '../rows/packed-id.ts'
import { type Row, toMoment, toUserId } from '../rows/row.ts'
import { columnNameOf, userColumns, userFieldValues, userValues } from '../rows/user.ts'
import type { AccountRow, AdoptionStatements } from '../transactions/adoption-statements.ts'
import { settledAtOnce } from '../transactions/settle-search.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { alignTriggers, lockAdoption, stateSql } from './adoption-triggers.ts'
import { type Connection, countOf, done, firstOf, rowsOf } from './connection.ts'
import { writeFact } from './facts.ts'
import { userKeyOf } from './user-key.ts'
import { passSequence, storable } from './users.ts'

export function createAdoptionStatements(
  on: Connection,
  userIds: UserIds,
  columns: readonly UserColumn[],
): Pick<AsyncStatements, keyof AdoptionStatements> {
  const keyOf = userKeyOf(userIds)
  const keysOf = (ids: readonly (number | string)[]) => ids.flatMap(id => keyOf(id) ?? [])
  const sql = statementsWith(userIds)
  const ends = ofAll[userIds]
  const state = async () => toAdoptionState((await firstOf(on.query(stateSql)))?.value)
  const withGrants = async (rows: readonly Row[]) => {
    if (rows.length === 0) return []
    const ids = rows.map(({ id }) => id)
    const grantsOf = collectGrants(
      await rowsOf(on.query(sql.groupsOf, [ids])),
      await rowsOf(on.query(sql.permissionsOf, [ids])),
      await rowsOf(on.query(sql.socialOf, [ids])),
    )
    return rows.map(row => toStored(columns, row, grantsOf(toUserId(row.id))))
  }

  return {
    adoptionState: state,
    lockAdoption: async () => {
      await lockAdoption(on)
      return await state()
    },
    writeAdoption: async to => {
      if (to === undefined) await on.query(sql.forget)
      else await writeFact(on, 'adoption', JSON.stringify(to))
    },
    alignAdoptionTriggers: wanted => alignTriggers(on, wanted),
    passAdoption: isPassing => done(on.query(sql.pass, [isPassing])),
    findAdopted: async ids => await withGrants(await rowsOf(on.query(sql.find, [keysOf(ids)]))),
    listAdopted: async ({ from, to }, limit) => {
      const rows = await rowsOf(on.query(sql.between, [from ?? ends.lowest, to ?? ends.highest, limit]))
      return (await withGrants(rows)).map(({ user }) => user)
    },
    countAccounts: async () => Number((await firstOf(on.query(sql.count)))?.number),
    findKeyHolders: async keys =>
      (await rowsOf(on.query(sql.holders, [keys.flatMap(key => storable(key) ?? [])]))).map(({ login, id }) => ({
        key: String(login),
        id: toUserId(id),
      })),
    parkLoginKeys: ids => done(on.query(sql.park, [keysOf(ids)])),
    // Those of a copy are left to a server, which puts them there after its start, while it serves: it takes longer than the
    // copy itself.
    adoptedSearchBatch: async written => (written > settledAtOnce ? 0 : written),
    ...createAccountWrites(on, userIds, columns),
    ...createGrantWrites(on, sql),
    spendTokens: tokens => {
      const [jtis, ends] = [
        tokens.map(({ jti }) => tokenIds.pack(jti)),
        tokens.map(({ exp }) => Math.round(exp * 1000)),
      ]
      return countOf(on.query(sql.spend, [jtis, ends]))
    },
    raiseUserIds: id => passSequence(on, id),
    listAdoptionJobs: async limit => (await rowsOf(on.query(sql.jobs, [limit]))).map(toAdoptionJob),
    dropAdoptionJobs: ids => done(on.query(sql.drop, [ids])),
    dropAllAdoptionJobs: () => done(on.query(sql.dropAll)),
    countAdoptionJobs: async () => {
      const row = await firstOf(on.query(sql.backlog))
      return { count: Number(row?.number), oldestAt: toMoment(row?.oldest) ?? undefined }
    },
  }
}

const ofAll = {
  integer: { lowest: Number.MIN_SAFE_INTEGER, highest: Number.MAX_SAFE_INTEGER },
  uuid: { lowest: '00000000-0000-0000-0000-000000000000', highest: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
} as const

function statementsWith(userIds: UserIds) {
  const type = typeOf(userIds)
  return {
    forget: "DELETE FROM facts WHERE name = 'adoption'",
    // While a copy fills a table that was empty, no statistics say that an index is worth it.
    pass: `
      SELECT set_config('latchkey.adopting', CASE WHEN $1::boolean THEN pg_current_xact_id()::text ELSE '' END, true),
        set_config('enable_seqscan', CASE WHEN $1::boolean THEN 'off' ELSE 'on' END, true)`,
    find: `SELECT * FROM users WHERE id = ANY ($1::${type}[])`,
    between: `
      SELECT * FROM users WHERE id BETWEEN $1::${type} AND $2::${type} ORDER BY id LIMIT $3`,
    count: 'SELECT count(*) AS number FROM users',
    groupsOf: `
      SELECT m.user_id, g.name FROM group_members m JOIN user_groups g ON g.id = m.group_id
      WHERE m.user_id = ANY ($1::${type}[])`,
    permissionsOf: `SELECT user_id, permission AS name FROM user_permissions WHERE user_id = ANY ($1::${type}[])`,
    socialOf: `SELECT user_id, provider, subject, email FROM social_accounts WHERE user_id = ANY ($1::${type}[])`,
    holders: 'SELECT login, id FROM users WHERE login = ANY ($1::text[])',
    // No login name begins so.
    park: `UPDATE users SET login = chr(1) || id::text WHERE id = ANY ($1::${type}[])`,
    addMemberships: `
      INSERT INTO group_members (group_id, user_id)
      SELECT g.id, asked.member FROM unnest($1::text[], $2::${type}[]) AS asked (name_of_group, member)
      JOIN user_groups g ON g.name = asked.name_of_group ON CONFLICT DO NOTHING`,
    removeMemberships: `
      DELETE FROM group_members m USING unnest($1::text[], $2::${type}[]) AS asked (name_of_group, member), user_groups g
      WHERE g.name = asked.name_of_group AND m.group_id = g.id AND m.user_id = asked.member`,
    addGrants: `
      INSERT INTO user_permissions (permission, user_id) SELECT * FROM unnest($1::text[], $2::${type}[]) ON CONFLICT DO NOTHING`,
    removeGrants: `
      DELETE FROM user_permissions p USING unnest($1::text[], $2::${type}[]) AS asked (granted, holder)
      WHERE p.permission = asked.granted AND p.user_id = asked.holder`,
    removeSocial: `
      DELETE FROM social_accounts s USING unnest($1::text[], $2::text[]) AS asked (by_provider, of_subject)
      WHERE s.provider = asked.by_provider AND s.subject = asked.of_subject`,
    removeUnlinks: `
      DELETE FROM social_unlinks s USING unnest($1::text[], $2::text[]) AS asked (by_provider, of_subject)
      WHERE s.provider = asked.by_provider AND s.subject = asked.of_subject`,
    addSocial: `
      INSERT INTO social_accounts (provider, subject, user_id, email, linked_at, last_used_at)
      SELECT *, $5::bigint, $5::bigint FROM unnest($1::text[], $2::text[], $3::${type}[], $4::text[])`,
    spend: `
      INSERT INTO spent_tokens (jti, expires_at) SELECT * FROM unnest($1::bytea[], $2::bigint[]) ON CONFLICT DO NOTHING`,
    jobs: 'SELECT * FROM adoption_jobs ORDER BY id LIMIT $1',
    drop: 'DELETE FROM adoption_jobs WHERE id = ANY ($1::bigint[])',
    dropAll: 'DELETE FROM adoption_jobs',
    backlog: 'SELECT count(*) AS number, min(noted_at) AS oldest FROM adoption_jobs',
  }
}

function typeOf(userIds: UserIds): string {
  return userIds === 'uuid' ? 'uuid' : 'bigint'
}

const ownTypes = { text: 'text', integer: 'bigint', boolean: 'boolean' } as const
/** In the order of `userColumns`, and what comes behind them. */
const types = 'text text text text text boolean boolean boolean boolean text text text bigint'.split(' ')

function createAccountWrites(on: Connection, userIds: UserIds, columns: readonly UserColumn[]) {
  const names = [...userColumns.split(', '), 'last_login', 'owner_proven_at', ...columns.map(columnNameOf), 'id']
  const arrays = [...types, ...columns.map(({ type }) => ownTypes[type]), typeOf(userIds)].map(
    (type, index) => `$${index + 1}::${type}[]`,
  )
  const insert = `
    INSERT INTO users (${names.join(', ')}, tokens_not_before)
    SELECT * FROM unnest(${arrays.join(', ')}, $${arrays.length + 1}::bigint[])`
  const update = `
    UPDATE users SET ${names
      .slice(0, -1)
      .map(name => `${name} = next.${name}`)
      .join(', ')}
    FROM unnest(${arrays.join(', ')}) AS next (${names.join(', ')}) WHERE users.id = next.id`
  const valuesOf = ({ key, user, provenAt }: AccountRow) => [
    ...userValues(key, user),
    user.lastLogin,
    provenAt ?? null,
    ...userFieldValues(columns, user.fields),
    user.id,
  ]
  return {
    async insertAccounts(rows: readonly AccountRow[]) {
      const ids = rows.map(({ user }) => user.id).filter(id => typeof id === 'number')
      if (ids.length > 0) await passSequence(on, Math.max(...ids))
      await on.query(insert, columnwise(rows.map(row => [...valuesOf(row), row.notBefore])))
    },
    async updateAccounts(rows: readonly AccountRow[]) {
      await on.query(update, columnwise(rows.map(valuesOf)))
    },
  }
}

function columnwise(rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  return rows[0]?.map((_, column) => rows.map(row => row[column])) ?? []
}

type GrantWrites =
  | 'addMemberships'
  | 'removeMemberships'
  | 'addGrants'
  | 'removeGrants'
  | 'removeSocialAccounts'
  | 'addSocialAccounts'

function createGrantWrites(on: Connection, sql: ReturnType<typeof statementsWith>): Pick<AsyncStatements, GrantWrites> {
  const run = (text: string, rows: readonly (readonly unknown[])[]) => done(on.query(text, columnwise(rows)))
  return {
    addMemberships: all =>
      run(
        sql.addMemberships,
        all.map(({ group, userId }) => [group, userId]),
      ),
    removeMemberships: all =>
      run(
        sql.removeMemberships,
        all.map(({ group, userId }) => [group, userId]),
      ),
    addGrants: all =>
      run(
        sql.addGrants,
        all.map(({ permission, userId }) => [permission, userId]),
      ),
    removeGrants: all =>
      run(
        sql.removeGrants,
        all.map(({ permission, userId }) => [permission, userId]),
      ),
    removeSocialAccounts: all =>
      run(
        sql.removeSocial,
        all.map(({ provider, subject }) => [provider, subject]),
      ),
    addSocialAccounts: async (all, now) => {
      await run(
        sql.removeUnlinks,
        all.map(({ provider, subject }) => [provider, subject]),
      )
      const values = columnwise(all.map(({ provider, subject, userId, email }) => [provider, subject, userId, email]))
      await on.query(sql.addSocial, [...values, now])
    },
  }
}
