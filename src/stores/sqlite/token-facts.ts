/** SQL for what a refresh has to know of a token: one statement, half as dear as one for each table. */
import type { UserColumn } from '../../users/user-fields.ts'
import { sessionIds, tokenIds } from '../rows/packed-id.ts'
import { toTokenFacts } from '../rows/token-facts.ts'
import { columnNameOf, userColumns } from '../rows/user.ts'
import type { TokenFactStatements } from '../transactions/token-fact-statements.ts'
import type { Database } from './database.ts'

/** `columns`: the application's columns. */
export function createTokenFactStatements(db: Database, columns: readonly UserColumn[]): TokenFactStatements {
  const ofUser = ['id', ...userColumns.split(', '), 'last_login', 'tokens_not_before', ...columns.map(columnNameOf)]
  const names = [...ofUser, 'session_user_id', ...ofSession, 'is_spent']
  const byId = db.prepareList(factsBy('id', ofUser))
  const byKey = db.prepareList(factsBy('login', ofUser))
  return {
    findTokenFacts(jti, sid, user) {
      const token = tokenIds.pack(jti)
      const session = sid === undefined ? null : sessionIds.pack(sid)
      const found =
        user !== undefined && 'key' in user ? byKey(token, session, user.key) : byId(token, session, user?.id ?? null)
      const row: Record<string, unknown> = {}
      for (let place = 0; place < names.length; place += 1) row[names[place] ?? ''] = found?.[place]
      return toTokenFacts(columns, row, sid)
    },
  }
}

const ofSession = ['started_at', 'ended_at', 'authenticated_by']

/** One row, whatever is not there. */
const factsBy = (column: 'id' | 'login', ofUser: readonly string[]) => `
  SELECT ${ofUser.map(name => `users.${name}`).join(', ')}, sessions.user_id,
    ${ofSession.map(name => `sessions.${name}`).join(', ')},
    EXISTS (SELECT 1 FROM spent_tokens WHERE spent_tokens.jti = ?1)
  FROM (SELECT 1) LEFT JOIN sessions ON sessions.sid = ?2 LEFT JOIN users ON users.${column} = ?3`
