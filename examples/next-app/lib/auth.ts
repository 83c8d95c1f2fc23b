import { createAuth } from 'latchkey'
import { lazyAuth } from 'latchkey/next'

export const auth = lazyAuth('notes', () =>
  createAuth({
    secretKey: process.env.SECRET_KEY,
    database: 'sqlite:notes.sqlite3',
    // The refresh cookie comes with each page, so that proxy.ts can renew an access cookie that has expired.
    refreshCookieSentTo: 'site',
    migrations: [{ number: 1, name: 'notes', sql: notes }],
  }),
)

const notes = 'CREATE TABLE notes (user INTEGER NOT NULL, text TEXT NOT NULL, added INTEGER NOT NULL) STRICT'
