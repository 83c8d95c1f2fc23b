/**
 * The durable refresh by hand on PostgreSQL, with the pool of `pg`. `WAY=statement`: one UPDATE, prepared, which is a
 * transaction. `WAY=trips`: BEGIN, SELECT the session, SELECT the user, UPDATE, COMMIT. `DATABASE`: the address;
 * `SCHEMA`: where the tables are, made by the first node.
 */
import Pg from 'pg'
import { createPeer, type Swap, serve } from './refresh-sessions.ts'

const schema = process.env.SCHEMA ?? 'public'
const pool = new Pg.Pool({ connectionString: process.env.DATABASE, max: 10, options: `-c search_path=${schema}` })

await pool.query(`
  SELECT pg_advisory_lock(1);
  CREATE TABLE IF NOT EXISTS users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, is_active boolean NOT NULL DEFAULT true
  );
  CREATE TABLE IF NOT EXISTS sessions (
    sid uuid PRIMARY KEY, user_id bigint NOT NULL, jti uuid NOT NULL, expires_at bigint NOT NULL,
    last_used_at bigint, ended_at bigint
  );
  SELECT pg_advisory_unlock(1);
`)

const sql = {
  update: `
    UPDATE sessions SET jti = $1, expires_at = $2, last_used_at = $3
    WHERE sid = $4 AND user_id = $5 AND jti = $6 AND ended_at IS NULL`,
  session: 'SELECT user_id, jti, ended_at FROM sessions WHERE sid = $1 FOR UPDATE',
  user: 'SELECT * FROM users WHERE id = $1',
}

/** Prepared once for each connection. */
const prepared = (name: keyof typeof sql, values: readonly unknown[]) => ({
  name,
  text: sql[name],
  values: [...values],
})

const valuesOf = ({ sid, userId, from, to, exp, now }: Swap) => [to, exp, now, sid, userId, from]

async function replaceByStatement(swap: Swap): Promise<boolean> {
  return (await pool.query(prepared('update', valuesOf(swap)))).rowCount === 1
}

async function replaceByTrips(swap: Swap): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const [session] = (await client.query(prepared('session', [swap.sid]))).rows
    const [user] = (await client.query(prepared('user', [swap.userId]))).rows
    const isFit = session?.jti === swap.from && session.ended_at === null && user?.is_active === true
    if (isFit) await client.query(prepared('update', valuesOf(swap)))
    await client.query(isFit ? 'COMMIT' : 'ROLLBACK')
    return isFit
  } finally {
    client.release()
  }
}

await serve(
  createPeer({
    async begin(sid, jti, exp) {
      const { rows } = await pool.query('INSERT INTO users DEFAULT VALUES RETURNING id')
      const userId = Number(rows[0].id)
      const values = [sid, userId, jti, exp]
      await pool.query('INSERT INTO sessions (sid, user_id, jti, expires_at) VALUES ($1, $2, $3, $4)', values)
      return { userId }
    },
    replace: process.env.WAY === 'trips' ? replaceByTrips : replaceByStatement,
  }),
)
