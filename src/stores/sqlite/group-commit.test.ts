import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { storeSettings } from '../../testing/sqlite-store.ts'
import { addUser, beginning, stamp } from '../../testing/store-contract/opened-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { type Database, openDatabase, read, waitBriefly } from './database.ts'
import { createGroupCommit } from './group-commit.ts'
import { openSqliteStore } from './store.ts'

/** A file with one table, and a second connection that stands for another process. */
function openPair(t: TestContext) {
  const path = join(temporaryFolder(t), 'notes.sqlite3')
  const [ours, theirs] = [openDatabase(path), openDatabase(path)]
  t.after(() => [ours, theirs].map(closeQuietly))
  ours.exec('CREATE TABLE notes (text TEXT NOT NULL UNIQUE) STRICT')
  waitBriefly(ours)
  return { ours, theirs }
}

function closeQuietly(db: Database): void {
  try {
    db.close()
  } catch {}
}

function noter(db: Database) {
  const insert = db.prepare('INSERT INTO notes (text) VALUES (?)')
  return (text: string) => insert.run(text).changes
}

const textsIn = (db: Database) =>
  db
    .prepare('SELECT text FROM notes ORDER BY text')
    .all()
    .map(row => row.text)

test('a job that fails is rolled back completely, and alone', async t => {
  const { ours, theirs } = openPair(t)
  const { write } = createGroupCommit(ours)
  const note = noter(ours)
  const outcomes = await Promise.allSettled([
    write(() => note('one')),
    write(() => {
      note('half')
      note('one')
    }),
    write(() => note('two')),
  ])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  assert.deepEqual(textsIn(theirs), ['one', 'two'])
})

test('a job resolves after its commit: another process can see the row', async t => {
  const { ours, theirs } = openPair(t)
  const { write } = createGroupCommit(ours)
  const note = noter(ours)
  const seen: unknown[] = []
  const one = write(() => {
    note('one')
    seen.push(textsIn(theirs))
  })
  await one.then(() => seen.push(textsIn(theirs)))
  assert.deepEqual(seen, [[], ['one']])
})

test('jobs of one turn of the event loop share a commit, and run in order', async t => {
  const { ours } = openPair(t)
  const commits: string[] = []
  const exec = (sql: string) => {
    commits.push(sql)
    ours.exec(sql)
  }
  const { write } = createGroupCommit({ ...ours, exec })
  const note = noter(ours)
  const order: string[] = []
  const texts = Array.from({ length: 20 }, (_, index) => String(index))
  await Promise.all(texts.map(text => write(() => order.push(text) && note(text))))
  assert.deepEqual(order, texts)
  assert.equal(commits.filter(sql => sql === 'COMMIT').length, 1)
})

test('a lock that another process holds for a while delays a write, which then succeeds', async t => {
  const { ours, theirs } = openPair(t)
  const { write } = createGroupCommit(ours)
  const note = noter(ours)
  theirs.exec('BEGIN IMMEDIATE')
  let isReleased = false
  setTimeout(() => {
    isReleased = true
    theirs.exec('COMMIT')
  }, 200)
  const waited = await Promise.all(
    [write(() => note('one')), write(() => note('two'))].map(async writing => {
      await writing
      return isReleased
    }),
  )
  assert.deepEqual(waited, [true, true])
  assert.deepEqual(textsIn(theirs), ['one', 'two'])
})

test('while another process holds the lock, the event loop is not blocked', async t => {
  const { ours, theirs } = openPair(t)
  let tries = 0
  const exec = (sql: string) => {
    tries++
    ours.exec(sql)
  }
  const { write } = createGroupCommit({ ...ours, exec }, 150)
  theirs.exec('BEGIN IMMEDIATE')
  await assert.rejects(write(() => {}))
  assert.ok(tries >= 5, `it tried ${tries} times`)
  // Milliseconds that SQLite waits, blocking the process.
  assert.equal(ours.prepare('PRAGMA busy_timeout').get()?.timeout, 5)
})

test('a lock that is never released fails the write with a 503, and the next write tries again', async t => {
  const { ours, theirs } = openPair(t)
  const { write, drain } = createGroupCommit(ours, 60)
  const note = noter(ours)
  theirs.exec('BEGIN IMMEDIATE')
  const refused = { code: 'store_unavailable', status: 503, headers: { 'Retry-After': '1' } }
  await assert.rejects(
    write(() => note('one')),
    refused,
  )
  await drain()
  theirs.exec('COMMIT')
  await write(() => note('two'))
  assert.deepEqual(textsIn(theirs), ['two'])
})

test('on a full disk no lost write is acknowledged, and writes succeed again once there is room', async t => {
  const { ours, theirs } = openPair(t)
  const { write } = createGroupCommit(ours)
  const note = noter(ours)
  const pages = Number(ours.prepare('PRAGMA page_count').get()?.page_count)
  ours.prepare(`PRAGMA max_page_count = ${pages + 1}`).get()
  const texts = Array.from({ length: 8 }, (_, index) => `${index}`.repeat(3000))
  const outcomes = await Promise.allSettled(texts.map(text => write(() => note(text))))
  const kept = texts.filter((_, index) => outcomes[index]?.status === 'fulfilled')
  assert.ok(kept.length < 8)
  assert.deepEqual(textsIn(theirs), kept)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') assert.equal(outcome.reason.code, 'store_unavailable')
  }
  ours.prepare('PRAGMA max_page_count = 1000000').get()
  await write(() => note('room again'))
  assert.ok(textsIn(theirs).includes('room again'))
})

test('when the disk ends the whole transaction, every job is rejected and none hangs', async t => {
  const { ours, theirs } = openPair(t)
  const { write } = createGroupCommit(ours)
  const note = noter(ours)
  const outcomes = await Promise.allSettled([
    write(() => note('before')),
    // SQLite may roll back by itself on a full disk or a read error.
    write(() => {
      ours.exec('ROLLBACK')
      throw sqliteError(10)
    }),
    write(() => note('behind')),
  ])
  const codes = outcomes.map(outcome => outcome.status === 'rejected' && outcome.reason.code)
  assert.deepEqual(codes, ['store_unavailable', 'store_unavailable', 'store_unavailable'])
  assert.deepEqual(textsIn(theirs), [])
  await write(() => note('next'))
  assert.deepEqual(textsIn(theirs), ['next'])
})

test('a commit that the disk fails acknowledges none of its jobs', async t => {
  const { ours, theirs } = openPair(t)
  const note = noter(ours)
  let fails = 1
  const exec = (sql: string) => {
    if (sql === 'COMMIT' && fails-- > 0) throw sqliteError(10)
    ours.exec(sql)
  }
  const { write } = createGroupCommit({ ...ours, exec })
  const outcomes = await Promise.allSettled([write(() => note('one')), write(() => note('two'))])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.deepEqual(textsIn(theirs), [])
  await write(() => note('three'))
  assert.deepEqual(textsIn(theirs), ['three'])
})

/** Each breaks the transaction that all jobs of a turn share, as SQL of an application does. */
const sharedBreakers = {
  'a deferred foreign key': ['INSERT INTO children (parent) VALUES (7)', { errcode: 787 }],
  'ON CONFLICT ROLLBACK': ["INSERT OR ROLLBACK INTO notes (text) VALUES ('taken')", { errcode: 2067 }],
  'RAISE(ROLLBACK)': ['DELETE FROM parents', { errcode: 1811, message: 'parents stay' }],
} as const

for (const [name, [sql, refusal]] of Object.entries(sharedBreakers)) {
  test(`${name} of one job is told to that job, and no other job fails (denial of service)`, async t => {
    const { ours, theirs } = openPair(t)
    ours.exec(`
      CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT;
      CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
      CREATE TRIGGER parents_stay BEFORE DELETE ON parents BEGIN SELECT raise(ROLLBACK, 'parents stay'); END;
      INSERT INTO parents VALUES (1);
      INSERT INTO notes VALUES ('taken');`)
    const { write } = createGroupCommit(ours)
    const note = noter(ours)
    const breaking = () => write(() => ours.prepare(sql).run())
    const others = Array.from({ length: 9 }, (_, index) => `note ${index}`)
    const [first, second, ...noted] = await Promise.allSettled([
      breaking(),
      ...others.slice(0, 4).map(text => write(() => note(text))),
      breaking(),
      ...others.slice(4).map(text => write(() => note(text))),
    ]).then(outcomes => [outcomes[0], outcomes[5], ...outcomes.slice(1, 5), ...outcomes.slice(6)])
    for (const broken of [first, second]) {
      assert.equal(broken?.status, 'rejected')
      await assert.rejects(Promise.reject(broken.reason), refusal)
    }
    assert.deepEqual(
      noted.map(outcome => outcome?.status),
      others.map(() => 'fulfilled'),
    )
    assert.deepEqual(textsIn(theirs), [...others, 'taken'])
    assert.deepEqual(theirs.prepare('SELECT * FROM children').all(), [])
  })
}

test('a job that failed beside one that broke the commit is told what the file has in the end', async t => {
  const { ours, theirs } = openPair(t)
  ours.exec('CREATE TABLE links (note TEXT REFERENCES notes (text) DEFERRABLE INITIALLY DEFERRED) STRICT')
  const { write } = createGroupCommit(ours)
  const note = noter(ours)
  const outcomes = await Promise.allSettled([
    write(() => note('one') + ours.prepare("INSERT INTO links VALUES ('nothing')").run().changes),
    write(() => note('one')),
  ])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'fulfilled'],
  )
  assert.deepEqual(textsIn(theirs), ['one'])
})

test('an error that is not from the database is passed on unchanged', async t => {
  const { write } = createGroupCommit(openPair(t).ours)
  for (const mistake of [
    new TypeError('no function'),
    new RangeError('too long'),
    new ReferenceError('no such name'),
  ]) {
    const failing = write(() => {
      throw mistake
    })
    await assert.rejects(failing, error => error === mistake)
  }
})

test('a statement with an SQL error is not a 503', async t => {
  const { ours } = openPair(t)
  const { write } = createGroupCommit(ours)
  const note = noter(ours)
  await write(() => note('one'))
  await assert.rejects(
    write(() => note('one')),
    { errcode: 2067 },
  )
  for (const [sql, message] of Object.entries(wrongStatements)) {
    await assert.rejects(
      write(() => ours.prepare(sql).run()),
      { code: 'ERR_SQLITE_ERROR', message },
      sql,
    )
    await assert.rejects(
      read(() => ours.prepare(sql).all()),
      { code: 'ERR_SQLITE_ERROR', message },
      sql,
    )
  }
})

const wrongStatements: Readonly<Record<string, RegExp>> = {
  'SELECT * FROM nowhere': /no such table/,
  'SELECT missing FROM notes': /no such column/,
  'SELEC 1': /syntax error/,
  'INSERT INTO notes (text) VALUES (NULL)': /NOT NULL/,
}

/** An error as node:sqlite throws it. Extended result codes have the primary one in their low byte. */
function sqliteError(errcode: number): Error {
  return Object.assign(new Error('said by SQLite'), { code: 'ERR_SQLITE_ERROR', errcode })
}

test('busy, full, corrupt and unreadable databases are a 503 with its cause, for writes and reads', async t => {
  const { write } = createGroupCommit(openPair(t).ours)
  for (const errcode of [3, 5, 8, 9, 10, 11, 13, 14, 15, 17, 26, 262, 266, 522, 1032]) {
    const cause = sqliteError(errcode)
    const failing = () => {
      throw cause
    }
    const refused = { code: 'store_unavailable', status: 503, cause }
    await assert.rejects(write(failing), refused, `write ${errcode}`)
    await assert.rejects(read(failing), refused, `read ${errcode}`)
  }
  for (const errcode of [1, 6, 12, 19, 20, 21, 25]) {
    const mistake = sqliteError(errcode)
    const failing = () => {
      throw mistake
    }
    await assert.rejects(write(failing), error => error === mistake)
    await assert.rejects(read(failing), error => error === mistake)
  }
})

test('a closed database is a 503 for every query', async () => {
  const store = openSqliteStore(':memory:', storeSettings)
  const user = await addUser(store, 'alice@example.com')
  store.database.close()
  const refused = { code: 'store_unavailable', status: 503 }
  await assert.rejects(addUser(store, 'bob@example.com'), refused)
  await assert.rejects(store.sessions.start(beginning(user, 'one')), refused)
  await assert.rejects(store.users.findById(user.id), refused)
  await assert.rejects(store.users.findByLogin('alice@example.com'), refused)
  await assert.rejects(store.sessions.find('one'), refused)
  await assert.rejects(store.sessions.revokedSince(undefined), refused)
  await assert.rejects(store.sessions.tokenStatus('one', user.id, stamp('one-1')), refused)
})
