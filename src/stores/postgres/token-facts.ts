/** SQL for what a refresh has to know of a token: one statement, and one trip, for all who ask at the same time. */
import type { TokenFacts } from '../../sessions/store.ts'
import type { UserColumn } from '../../users/user-fields.ts'
import type { UserIds } from '../errors.ts'
import { tokenIds } from '../rows/packed-id.ts'
import { toTokenFacts } from '../rows/token-facts.ts'
import type { TokenFactStatements } from '../transactions/token-fact-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, rowsOf } from './connection.ts'
import { isAway, isStalePlan } from './faults.ts'
import { createJoiner } from './joiner.ts'
import { sessionKeyOf } from './session-key.ts'
import { userKeyOf } from './user-key.ts'
import { storable } from './users.ts'

interface Ask {
  readonly jti: string
  readonly sid: string | undefined
  /** As the column holds it. */
  readonly user: unknown
}

type FindMany = (asks: readonly Ask[]) => Promise<readonly TokenFacts[]>
type Find = (ask: Ask) => Promise<TokenFacts>

type FactStatements = Pick<AsyncStatements, keyof TokenFactStatements>

/** Each in a statement of its own. `columns`: the application's columns. */
export function createTokenFactStatements(
  on: Connection,
  userIds: UserIds,
  columns: readonly UserColumn[],
): FactStatements {
  return statementsBy(on, userIds, columns, findAlone)
}

/** Joined with those of others: on no connection of a transaction. */
export function createJoinedTokenFacts(
  on: Connection,
  userIds: UserIds,
  columns: readonly UserColumn[],
): FactStatements {
  return statementsBy(on, userIds, columns, findMany =>
    createJoiner({
      send: findMany,
      onFailure: (ask, error, isAlone) =>
        isAlone || isAway(error) || isStalePlan(error) ? Promise.reject(error) : findAlone(findMany)(ask),
    }),
  )
}

function findAlone(findMany: FindMany): Find {
  return async ask => (await findMany([ask]))[0] ?? toTokenFacts([], {}, ask.sid)
}

function statementsBy(
  on: Connection,
  userIds: UserIds,
  columns: readonly UserColumn[],
  findOf: (findMany: FindMany) => Find,
): FactStatements {
  const keyOf = userKeyOf(userIds)
  const findBy = (column: 'id' | 'login', type: string) => findOf(asks => ask(on, factsBy(column, type), columns, asks))
  const byId = findBy('id', userIds === 'uuid' ? 'uuid' : 'bigint')
  const byKey = findBy('login', 'text')
  return {
    findTokenFacts(jti, sid, user) {
      if (user !== undefined && 'key' in user) return byKey({ jti, sid, user: storable(user.key) })
      return byId({ jti, sid, user: user === undefined ? null : keyOf(user.id) })
    },
  }
}

async function ask(
  on: Connection,
  sql: string,
  columns: readonly UserColumn[],
  asks: readonly Ask[],
): Promise<readonly TokenFacts[]> {
  const jtis = asks.map(({ jti }) => tokenIds.pack(jti))
  const sids = asks.map(({ sid }) => (sid === undefined ? null : sessionKeyOf(sid).sid))
  const rows = await rowsOf(on.query(sql, [jtis, sids, asks.map(({ user }) => user)]))
  const byPlace = new Map(rows.map(row => [Number(row.place), row]))
  return asks.map(({ sid }, index) => toTokenFacts(columns, byPlace.get(index + 1) ?? {}, sid))
}

/** One row for each, whatever is not there. An application may have given its users a column of any name: ours come last. */
const factsBy = (column: 'id' | 'login', type: string) => `
  SELECT users.*, sessions.user_id AS session_user_id, sessions.started_at, sessions.ended_at,
    sessions.authenticated_by, spent_tokens.jti IS NOT NULL AS is_spent, asked.place
  FROM unnest($1::bytea[], $2::uuid[], $3::${type}[]) WITH ORDINALITY AS asked (jti, sid, named, place)
    LEFT JOIN sessions ON sessions.sid = asked.sid
    LEFT JOIN users ON users.${column} = asked.named
    LEFT JOIN spent_tokens ON spent_tokens.jti = asked.jti`
