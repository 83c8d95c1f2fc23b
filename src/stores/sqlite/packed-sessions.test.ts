/** Files from before ids were packed: what was there goes on. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openTestStore } from '../../testing/sqlite-store.ts'
import { grace, leaving, now, oldHash, origin, refreshing, stamp } from '../../testing/store-contract/opened-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { sessionIds } from '../rows/packed-id.ts'
import { inTransaction, openDatabase } from './database.ts'
import { migrations } from './schema.ts'

const day = 86_400_000
const packedIn = 13
const sid = randomBytes(16).toString('base64url')
const jti = randomBytes(16).toString('hex')
const parent = randomBytes(16).toString('hex')
/** Of other issuers: as long as a packed id, in another spelling than ours, with other letters. */
const foreign = [14, 15, 16, 22]
  .map(length => 'x'.repeat(length))
  .concat(jti.toUpperCase(), `${'A'.repeat(20)}\u0000A`, `${jti}\u0000x`, `${'A'.repeat(21)}B`, 'ü-1', ' ', '')

/** A file as the version before left it, with a user and the sessions of ids. */
function makeOldFile(t: TestContext, userId: number | string = 1): string {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const db = openDatabase(path)
  db.exec('CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT')
  const idType = typeof userId === 'string' ? 'TEXT' : 'INTEGER'
  for (const { number, name, sql } of migrations.filter(step => step.number < packedIn)) {
    const ofIds = sql.replaceAll('user_id INTEGER', `user_id ${idType}`)
    db.exec(
      idType === 'TEXT'
        ? ofIds.replace('id INTEGER PRIMARY KEY AUTOINCREMENT, -- never', 'id TEXT PRIMARY KEY, --')
        : ofIds,
    )
    db.prepare('INSERT INTO schema_migrations VALUES (?, ?)').run(number, name)
  }
  if (idType === 'TEXT') db.exec("INSERT INTO facts VALUES ('user_ids', 'uuid')")
  db.prepare(
    "INSERT INTO users (id, login, email, date_joined, password) VALUES (?, 'a@example.com', 'a@example.com', ?, ?)",
  ).run(userId, '2026-01-15T12:00:00.123456Z', oldHash.reveal())
  for (const id of [sid, ...foreign]) addOldSession(db, id, userId)
  const spend = db.prepare('INSERT INTO spent_tokens VALUES (?, ?)')
  for (const spent of [parent, ...foreign]) spend.run(spent, now + day)
  db.close()
  return path
}

function addOldSession(db: ReturnType<typeof openDatabase>, id: string, userId: number | string): void {
  const { iat, exp } = stamp(jti)
  db.prepare(`
    INSERT INTO sessions (sid, user_id, started_at, last_used_at, expires_at, current_jti, current_iat, current_exp,
      previous_jti, previous_replaced_at, generation, tokens_until, authenticated_by, address, user_agent)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, 'password', '192.0.2.1', ?)`).run(
    id,
    userId,
    now - day,
    now - 5000,
    exp * 1000,
    id === sid ? jti : `${id}-2`,
    iat,
    exp,
    id === sid ? parent : `${id}-1`,
    now - 5000,
    now + 900_000,
    id === sid ? 'Firefox' : 'other',
  )
}

test('sessions of a file from before are as they were, whatever their ids', async t => {
  const store = openTestStore(t, makeOldFile(t))
  assert.ok(store.migrated.some(({ number }) => number === packedIn))
  const found = await store.sessions.find(sid)
  const { iat, exp } = stamp(jti)
  assert.deepEqual(found, {
    id: sid,
    userId: 1,
    startedAt: now - day,
    lastUsedAt: now - 5000,
    expiresAt: exp * 1000,
    endedAt: null,
    endReason: null,
    current: { jti, iat, exp },
    previous: { jti: parent, replacedAt: now - 5000 },
    generation: 1,
    factors: ['password'],
    address: '192.0.2.1',
    userAgent: 'Firefox',
  })
  const live = await store.sessions.listLive(1, now)
  assert.deepEqual(live.map(({ id }) => id).toSorted(), [sid, ...foreign].toSorted())
  assert.equal(store.database.prepare('SELECT count(*) AS n FROM user_agents').get()?.n, 2)
})

test('a refresh with a token from before rotates; its parent is forgiven, and an older token ends the session', async t => {
  const store = openTestStore(t, makeOldFile(t))
  const { sessions } = store
  const forgiven = await sessions.rotate(refreshing(sid, parent, 'lost', { grace }))
  assert.deepEqual([forgiven.kind, forgiven.kind === 'forgiven' && forgiven.current.jti], ['forgiven', jti])
  assert.equal((await sessions.rotate(refreshing(sid, jti, 'next'))).kind, 'rotated')
  assert.equal((await sessions.rotate(refreshing(sid, parent, 'stolen'))).kind, 'reused')
  assert.equal((await sessions.find(sid))?.endReason, 'replay')
  for (const id of foreign) {
    assert.equal((await sessions.rotate(refreshing(id, `${id}-2`, `${id}-3`))).kind, 'rotated', id)
    assert.equal(await sessions.logout(leaving(id, `${id}-3`)), 'ended', id)
  }
})

test('what was spent before stays spent', async t => {
  const { sessions } = openTestStore(t, makeOldFile(t))
  for (const spent of [parent, ...foreign]) assert.equal(await sessions.spend(stamp(spent)), 'already', spent)
  assert.equal(await sessions.spend(stamp(jti)), 'spent')
})

test('a file of users with UUIDs is packed too', async t => {
  const id = '0b6f5e2a-7c1d-4e3f-8a9b-0c1d2e3f4a5b'
  const store = openTestStore(t, makeOldFile(t, id), { userIds: 'uuid' })
  assert.equal((await store.sessions.find(sid))?.userId, id)
  assert.equal((await store.sessions.rotate(refreshing(sid, jti, 'next', { userId: id }))).kind, 'rotated')
})

test('views and keys of an application that name sessions outlive the step, and delete nothing', async t => {
  const path = makeOldFile(t)
  const db = openDatabase(path)
  db.exec(`CREATE TABLE devices (owner INTEGER REFERENCES users (id) ON DELETE CASCADE, sid TEXT REFERENCES sessions (sid) ON DELETE CASCADE);
    CREATE VIEW open_sessions AS SELECT sid FROM sessions WHERE ended_at IS NULL`)
  db.prepare('INSERT INTO devices VALUES (1, ?)').run(sid)
  db.close()
  const { database } = openTestStore(t, path)
  assert.equal(database.prepare('SELECT count(*) AS n FROM devices').get()?.n, 1)
  assert.equal(database.prepare('SELECT count(*) AS n FROM open_sessions').get()?.n, 1 + foreign.length)
  assert.equal(database.prepare('PRAGMA foreign_keys').get()?.foreign_keys, 1)
})

test('a step that fails leaves the sessions as they were', t => {
  const path = makeOldFile(t)
  const db = openDatabase(path)
  inTransaction(db, () => db.exec('CREATE TABLE user_agents (id INTEGER PRIMARY KEY)'))
  db.close()
  assert.throws(() => openTestStore(t, path))
  const again = openDatabase(path)
  t.after(() => again.close())
  assert.equal(again.prepare('SELECT user_agent FROM sessions WHERE sid = ?').get(sid)?.user_agent, 'Firefox')
})

test('a session keeps its day when the settings give shorter lifetimes: its older tokens may live longer', async t => {
  const store = openTestStore(t, makeOldFile(t))
  const keepDay = () =>
    Number(
      store.database.prepare('SELECT id >> 32 AS keep_day FROM sessions WHERE sid = ?').get(sessionIds.pack(sid))
        ?.keep_day,
    )
  const before = keepDay()
  assert.equal(before, Math.floor((stamp(jti).exp * 1000) / day))
  const next = { ...stamp('next'), exp: stamp('next').iat + 60 }
  assert.equal((await store.sessions.rotate(refreshing(sid, jti, 'next', { next, origin }))).kind, 'rotated')
  assert.equal(keepDay(), before)
  const later = { ...stamp('later'), exp: stamp('later').iat + 30 * 86_400 }
  assert.equal((await store.sessions.rotate(refreshing(sid, 'next', 'later', { next: later }))).kind, 'rotated')
  assert.equal(keepDay(), before + 23)
})
