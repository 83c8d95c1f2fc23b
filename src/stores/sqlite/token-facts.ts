/** SQL for what a refresh has to know of a token: one statement, half as dear as one for each table. */
import type { UserColumn } from '../../users/user-fields.ts'
import { sessionIds, tokenIds } from '../rows/packed-id.ts'
import { toTokenFacts } from '../rows/token-facts.ts'
import type { TokenFactStatements } from '../transactions/token-fact-statements.ts'
import type { Database } from './database.ts'

/** `columns`: the application's columns. */
export function createTokenFactStatements(db: Database, columns: readonly UserColumn[]): TokenFactStatements {
  const byId = db.prepare(factsBy('id'))
  const byKey = db.prepare(factsBy('login'))
  return {
    findTokenFacts(jti, sid, user) {
      const token = [tokenIds.pack(jti), sid === undefined ? null : sessionIds.pack(sid)]
      const row =
        user !== undefined && 'key' in user ? byKey.get(...token, user.key) : byId.get(...token, user?.id ?? null)
      return toTokenFacts(columns, row ?? {}, sid)
    },
  }
}

/** One row, whatever is not there. An application may have given its users a column of any name: ours come last. */
const factsBy = (column: 'id' | 'login') => `
  SELECT users.*, sessions.user_id AS session_user_id, sessions.started_at, sessions.ended_at, sessions.authenticated_by,
    EXISTS (SELECT 1 FROM spent_tokens WHERE spent_tokens.jti = ?1) AS is_spent
  FROM (SELECT 1) LEFT JOIN sessions ON sessions.sid = ?2 LEFT JOIN users ON users.${column} = ?3`
