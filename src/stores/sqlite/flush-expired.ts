/**
 * Deletes what no valid token can name any more, some hundred rows a transaction, so that nobody waits behind it. The
 * newest revocation stays whatever its age: verifiers remember how far they have read.
 */
import type { Flushed } from '../../sessions/store.ts'
import type { Database } from './database.ts'
import type { Write } from './group-commit.ts'

const batch = 500

const statements = {
  sessions: `DELETE FROM sessions WHERE sid IN
    (SELECT sid FROM sessions WHERE max(expires_at, tokens_until) <= ? LIMIT ${batch})`,
  spentTokens: `DELETE FROM spent_tokens WHERE jti IN
    (SELECT jti FROM spent_tokens WHERE expires_at <= ? LIMIT ${batch})`,
  revocations: `DELETE FROM revocations WHERE sequence IN
    (SELECT sequence FROM revocations WHERE keep_until <= ?
     AND sequence < (SELECT max(sequence) FROM revocations) LIMIT ${batch})`,
} as const satisfies Readonly<Record<keyof Flushed, string>>

export async function flushExpired(db: Database, write: Write, before: number): Promise<Flushed> {
  return {
    sessions: await deleteAll(db, write, statements.sessions, before),
    spentTokens: await deleteAll(db, write, statements.spentTokens, before),
    revocations: await deleteAll(db, write, statements.revocations, before),
  }
}

async function deleteAll(db: Database, write: Write, sql: string, before: number): Promise<number> {
  const statement = db.prepare(sql)
  for (let total = 0; ; ) {
    const count = await write(() => statement.run(before).changes)
    total += count
    if (count < batch) return total
  }
}
