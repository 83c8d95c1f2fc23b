/** The durable refresh by hand on SQLite: one UPDATE, which is a commit that is flushed to disk. `DATABASE`: the file. */
import { DatabaseSync } from 'node:sqlite'
import { createPeer, serve } from './refresh-sessions.ts'

const db = new DatabaseSync(process.env.DATABASE ?? ':memory:')
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
db.exec(`
  CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, is_active INTEGER NOT NULL DEFAULT 1) STRICT;
  CREATE TABLE sessions (
    sid TEXT PRIMARY KEY, user_id INTEGER NOT NULL, jti TEXT NOT NULL, expires_at INTEGER NOT NULL,
    last_used_at INTEGER, ended_at INTEGER
  ) STRICT, WITHOUT ROWID;
`)
const addUser = db.prepare('INSERT INTO users DEFAULT VALUES')
const addSession = db.prepare('INSERT INTO sessions (sid, user_id, jti, expires_at) VALUES (?, ?, ?, ?)')
const replace = db.prepare(`
  UPDATE sessions SET jti = ?, expires_at = ?, last_used_at = ?
  WHERE sid = ? AND user_id = ? AND jti = ? AND ended_at IS NULL`)

await serve(
  createPeer({
    begin(sid, jti, exp) {
      const userId = Number(addUser.run().lastInsertRowid)
      addSession.run(sid, userId, jti, exp)
      return { userId }
    },
    replace: ({ sid, userId, from, to, exp, now }) => replace.run(to, exp, now, sid, userId, from).changes === 1,
  }),
)
