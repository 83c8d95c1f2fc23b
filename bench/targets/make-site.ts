/**
 * Makes what most targets serve: a database of ten thousand users, each with a session and its access token, and the same
 * users in a table of the peer's. Reads where on standard input, and prints what it made.
 */
import { writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { createAuth, openSqliteStore, resolveSettings, type User } from 'latchkey'
import { createTokenFactory, createUser } from 'latchkey/testing'
import { benchSettings, password } from './settings.ts'
import type { Person, SiteFiles } from './site.ts'

/** Of the first users: a hash takes fifteen milliseconds. */
const withPassword = 64

const { ours, peer, tokens, users }: SiteFiles & { readonly users: number } = JSON.parse(await text(process.stdin))
const settings = resolveSettings([{ source: 'bench', spelling: 'environment', values: benchSettings }])
const auth = await createAuth({ settings, store: openSqliteStore(ours, settings) })
const factory = createTokenFactory(auth)
const made = await Promise.all(Array.from({ length: users }, (_, index) => make(index)))
await auth.close()
writeFileSync(tokens, made.map(({ token }) => `${token}\n`).join(''))
writePeer(made.map(({ user }) => user))
process.stdout.write(JSON.stringify(made.map(({ person }) => person)))

async function make(index: number) {
  const known = index < withPassword ? { password } : {}
  const user = await createUser(auth, { email: `user-${index}@example.com`, firstName: 'Ann', ...known })
  const { access: token } = await factory.pair(user)
  const [, payload = ''] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const person: Person = { userId: Number(user.id), email: user.email, sid: claims.sid }
  return { user, token, person }
}

/** The columns that an application would have. The hash in the form that @node-rs/argon2 reads. */
function writePeer(all: readonly User[]): void {
  const db = new DatabaseSync(peer)
  db.exec(`
    CREATE TABLE users (
      id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, first_name TEXT NOT NULL, last_name TEXT NOT NULL,
      is_active INTEGER NOT NULL, is_staff INTEGER NOT NULL, date_joined TEXT NOT NULL, password TEXT NOT NULL
    ) STRICT;
    BEGIN`)
  const add = db.prepare('INSERT INTO users VALUES (?, ?, ?, ?, 1, 0, ?, ?)')
  const hashes = readHashes()
  for (const { id, email, firstName, lastName } of all) {
    add.run(Number(id), email, firstName, lastName, '2026-01-01T00:00:00Z', hashes.get(Number(id)) ?? '')
  }
  db.exec('COMMIT')
  db.close()
}

function readHashes(): ReadonlyMap<number, string> {
  const db = new DatabaseSync(ours, { readOnly: true })
  const rows = db.prepare('SELECT id, password FROM users').all()
  db.close()
  return new Map(rows.map(({ id, password }) => [Number(id), String(password).replace(/^argon2/, '')]))
}
