import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { AuthError } from '../../problems.ts'
import { fillSqlite } from '../../testing/fill-sqlite.ts'
import {
  createTestSchema,
  openTestPostgres,
  postgresTestUrl,
  testAddress,
  whyNoPostgres,
} from '../../testing/postgres-store.ts'
import { countsIn, rowsIn, setUpPromotion, withoutFacts } from '../../testing/promotion-setup.ts'
import { storeSettings } from '../../testing/sqlite-store.ts'
import { list } from '../../testing/store-contract/listing.ts'
import { DatabaseOpenError, PromotionError } from '../errors.ts'
import { openSqliteStore } from '../sqlite/store.ts'
import { abortPromotion, promote, rehearsePromotion } from './promote.ts'

const options = { skip: await whyNoPostgres() }

test('every table has its rows, and the next numbers are those that SQLite would have given', options, async t => {
  const { store, target, promoting } = await setUpPromotion(t)
  store.database.exec('DELETE FROM users WHERE id = 50')
  const counts = countsIn(store)
  assert.ok(Object.values(counts).every(count => count > 0))
  const { tables, stopMs = Number.NaN } = await promote(promoting)
  assert.deepEqual(withoutFacts(tables), counts)
  assert.ok(stopMs < 2000)
  const [user] = await rowsIn(target, 'SELECT first_name, is_active, login FROM users WHERE id = 7')
  assert.deepEqual(user, { first_name: 'Zoë 😀 7', is_active: false, login: 'user7@example.com' })
  const open = await openTestPostgres(t, {}, { url: target })
  const made = await open.pool.query(
    `INSERT INTO users (login, date_joined, password) VALUES ('new', '', '') RETURNING id`,
  )
  assert.equal(made.rows[0]?.id, 51)
  assert.deepEqual(await findWhenIndexed(open, 'user7@'), [7])
  const session = await rowsIn(target, `SELECT md5(text)::uuid = digest AS same FROM user_agents LIMIT 1`)
  assert.deepEqual(session, [{ same: true }])
})

/** The first node on the new database puts the accounts into the index of searches while it serves. */
async function findWhenIndexed(store: Parameters<typeof list>[0], search: string): Promise<readonly unknown[]> {
  for (let tries = 0; ; tries += 1) {
    const { users } = await list(store, { search })
    if (users.length > 0 || tries === 100) return users.map(({ id }) => id)
    await pause(50)
  }
}

test('what is written while tables are copied and compared is there as well', options, async t => {
  let changes = 0
  const setup = await setUpPromotion(t, {
    users: 300,
    report: { copying: () => change(), copied: () => change(), comparing: () => change() },
  })
  const { store, target, promoting } = setup
  const { database } = store
  const change = () => {
    changes += 1
    const id = changes * 3
    database.exec(`
      UPDATE users SET first_name = 'changed ${changes}' WHERE id = ${id};
      DELETE FROM users WHERE id = ${id + 1};
      DELETE FROM sessions WHERE user_id = ${id + 2};
      UPDATE sessions SET current_jti = randomblob(16), generation = generation + 1 WHERE user_id = ${id};
      INSERT INTO facts (name, value) VALUES ('audit_kept_from', '${1_795_000_000_000 + changes}')
        ON CONFLICT (name) DO UPDATE SET value = excluded.value;
      DELETE FROM audit WHERE at < ${1_795_000_000_000 + changes};
      UPDATE users SET login = 'passing' WHERE id = ${id};
      UPDATE users SET login = 'user${id}@example.com' WHERE id = (SELECT max(id) FROM users);
      UPDATE users SET login = 'taken ${changes}' WHERE id = ${id}`)
    fillSqlite(database, 20)
  }
  const { tables } = await promote(promoting)
  assert.ok(changes > 30)
  assert.deepEqual(withoutFacts(tables), countsIn(store))
  const found = await rowsIn(target, `SELECT id::int, login, first_name FROM users ORDER BY id`)
  const wanted = database.prepare('SELECT id, login, first_name FROM users ORDER BY id').all()
  assert.deepEqual(
    found,
    wanted.map(row => ({ ...row })),
  )
})

test('the old file refuses reads and writes from then on, and names the new address', options, async t => {
  const { path, store, promoting } = await setUpPromotion(t)
  assert.notEqual(await store.users.findById(1), undefined)
  await promote(promoting)
  const isMoved = (error: unknown) =>
    error instanceof AuthError &&
    error.code === 'store_unavailable' &&
    error.cause instanceof Error &&
    error.cause.message.includes(`has moved to ${postgresTestUrl.replace('postgres@', '')}?schema=`)
  await assert.rejects(store.users.findById(1), isMoved)
  await assert.rejects(store.sessions.revokedSince(undefined), isMoved)
  await assert.rejects(store.sessions.spend({ jti: 'a', exp: 1, iat: 0 } as never), isMoved)
  const kysely = await store.kysely<{ users: { id: number } }>()
  await assert.rejects(kysely.selectFrom('users').select('id').execute(), isMoved)
  await assert.rejects(kysely.deleteFrom('users').execute(), isMoved)
  assert.deepEqual(await store.findWhatIsNotReady(), ['store_moved'])
  assert.throws(() => store.database.exec("UPDATE facts SET value = ''"), /has moved to postgres:/)
  assert.throws(() => openSqliteStore(path, storeSettings), DatabaseOpenError)
})

test('a second run after the move changes nothing and says where the database is', options, async t => {
  const { promoting, target } = await setUpPromotion(t)
  await promote(promoting)
  const before = await rowsIn(target, 'SELECT * FROM users ORDER BY id')
  const again = await promote(promoting)
  assert.equal(again.stopMs, undefined)
  assert.deepEqual(await rowsIn(target, 'SELECT * FROM users ORDER BY id'), before)
  assert.throws(() => abortPromotion(promoting), /has moved/)
})

test(
  'stopped between the move and its end, no node starts there until the next run has finished it',
  options,
  async t => {
    const { store, promoting, target } = await setUpPromotion(t)
    await promote(promoting)
    const tables = [...Object.keys(countsIn(store))]
    await rowsIn(
      target,
      `UPDATE facts SET value = replace(value, '"live"', '"ready"') WHERE name = 'promotion';
     CREATE FUNCTION latchkey_promotion() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
     ${tables.map(name => `CREATE TRIGGER latchkey_promotion AFTER INSERT ON ${name} EXECUTE FUNCTION latchkey_promotion();`).join('\n')}`,
    )
    await assert.rejects(openTestPostgres(t, {}, { url: target }), /is being copied into this one/)
    await promote(promoting)
    const open = await openTestPostgres(t, {}, { url: target })
    assert.notEqual(await open.users.findById(1), undefined)
  },
)

test('a copy that was stopped goes on where it was, with what changed meanwhile', options, async t => {
  for (const stopAt of ['users', 'audit', 'sessions']) {
    let isFirst = true
    const { store, promoting, target } = await setUpPromotion(t, {
      report: {
        copied(table) {
          if (table === stopAt && isFirst) throw new Error('stopped')
        },
      },
    })
    await assert.rejects(promote(promoting), /stopped/)
    isFirst = false
    await assert.rejects(openTestPostgres(t, {}, { url: target }), /is being copied into this one/)
    fillSqlite(store.database, 30)
    // A fact of the file alone changes as well, and the place of the copy is a fact over there.
    store.database.exec(`DELETE FROM users WHERE id IN (1, 11, 21);
      UPDATE facts SET value = value WHERE name = 'promotion'`)
    const { tables } = await promote(promoting)
    assert.deepEqual(withoutFacts(tables), countsIn(store))
  }
})

test('a copy that is given up leaves the file as it was, and another target can be taken', options, async t => {
  let hasStopped = false
  const { store, promoting } = await setUpPromotion(t, {
    report: {
      comparing() {
        if (!hasStopped) throw new Error('stopped')
      },
    },
  })
  const schemaOf = () => store.database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all()
  const before = schemaOf()
  await assert.rejects(promote(promoting), /stopped/)
  hasStopped = true
  const other = { ...promoting, target: await createTestSchema(t) }
  await assert.rejects(promote(other), /A copy of this database to .* has begun/)
  assert.match(String(abortPromotion(promoting)), /^postgres:\/\/127/)
  assert.deepEqual(schemaOf(), before)
  assert.equal((await promote(other)).tables.length, Object.keys(countsIn(store)).length + 1)
})

test('a table that was made anew since the copy began stops it, as its changes are not noted', options, async t => {
  let hasStopped = false
  const { store, promoting } = await setUpPromotion(t, {
    report: {
      comparing() {
        if (!hasStopped) throw new Error('stopped')
      },
    },
  })
  await assert.rejects(promote(promoting), /stopped/)
  hasStopped = true
  const made = store.database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'login_failures'").get()?.sql
  store.database.exec(`DROP TABLE login_failures; ${made}`)
  await assert.rejects(promote(promoting), /The tables of the file were changed since the copy began/)
  assert.notEqual(await store.users.findById(1), undefined)
})

test('two copies at once into one database: the second is refused', options, async t => {
  let second: Promise<unknown> | undefined
  const { promoting } = await setUpPromotion(t, {
    report: {
      copying() {},
      copied(table) {
        if (table === 'users') second = assert.rejects(promote(promoting), /Another process copies/)
      },
    },
  })
  await promote(promoting)
  assert.notEqual(second, undefined)
  await second
})

test('a target that has rows is refused, and so is one that is in use', options, async t => {
  const { promoting, target } = await setUpPromotion(t)
  const other = await openTestPostgres(t, {}, { url: target })
  await other.pool.query("INSERT INTO users (login, date_joined, password) VALUES ('a', '', '')")
  await assert.rejects(promote(promoting), /The target has rows already, in users/)
  await assert.rejects(rehearsePromotion(promoting), /The target has rows already, in users/)
})

test('nothing but the copy writes to the target while it is copied', options, async t => {
  let refusal: Promise<unknown> | undefined
  const { promoting, target } = await setUpPromotion(t, {
    report: {
      copied(table) {
        if (table !== 'users') return
        const strange = "INSERT INTO users (login, date_joined, password) VALUES ('a', '', '')"
        refusal = assert.rejects(rowsIn(target, strange), /is being copied into this one/)
      },
    },
  })
  await promote(promoting)
  assert.notEqual(refusal, undefined)
  await refusal
})

test(
  'a rehearsal writes nothing on either side, and names each value that PostgreSQL would not take',
  options,
  async t => {
    const { store, promoting, target } = await setUpPromotion(t)
    const fine = await rehearsePromotion(promoting)
    assert.deepEqual([fine.faults, fine.notCopied], [[], []])
    store.database.exec(`
    UPDATE users SET first_name = 'a' || char(0) || 'b' WHERE id = 5;
    UPDATE users SET last_name = CAST(x'ff41' AS TEXT) WHERE id = 6;
    UPDATE users SET last_name = char(65533) WHERE id = 7;
    UPDATE sessions SET generation = 3000000000 WHERE user_id = 8`)
    const changed = store.database.prepare('PRAGMA data_version').get()
    const { faults } = await rehearsePromotion(promoting)
    assert.deepEqual(faults.slice(0, 2), [
      'users.first_name of the row 5 holds a NUL character, which PostgreSQL cannot store.',
      'users.last_name of the row 6 holds text that is not UTF-8.',
    ])
    assert.match(
      faults[2] ?? '',
      /^sessions\.generation of the row [0-9a-f]+ holds a number that is too large for integer/,
    )
    assert.equal(faults.length, 3)
    assert.deepEqual(store.database.prepare('PRAGMA data_version').get(), changed)
    const made = await rowsIn(target, `SELECT FROM pg_namespace WHERE nspname = '${testAddress(target).schema}'`)
    assert.equal(made.length, 0)
    await assert.rejects(promote(promoting), PromotionError)
    assert.notEqual(await store.users.findById(1), undefined)
  },
)

test('users with UUIDs keep them', options, async t => {
  const { store, promoting, target } = await setUpPromotion(t, { users: 0, settings: { userIds: 'uuid' } })
  const id = '0191d3a4-7a4e-7000-8000-0123456789ab'
  store.database.exec(`INSERT INTO users (id, login, date_joined, password) VALUES ('${id}', 'a', '', '');
    INSERT INTO user_permissions VALUES ('${id}', 'shop.add')`)
  await promote(promoting)
  assert.deepEqual(await rowsIn(target, 'SELECT user_id FROM user_permissions'), [{ user_id: id }])
})

test('the chain of audit rows goes along, also of rows that are sealed and deleted meanwhile', options, async t => {
  let rows = 0
  const change = async () => {
    rows += 1
    await store.audit.append([1, rows + 10].map(at => ({ event: 'login.failed', at })))
    await store.audit.verify()
    await store.housekeeping.deleteSome('auditRows', 10, 3)
  }
  const changes: Promise<void>[] = []
  // Those after the switch are refused.
  const go = () => void changes.push(change().catch(() => {}))
  const setup = await setUpPromotion(t, { users: 300, report: { copying: go, copied: go, comparing: go } })
  const { store, target, promoting } = setup
  const { last } = await store.audit.verify()
  await promote(promoting)
  await Promise.all(changes)
  const there = await openTestPostgres(t, {}, { url: target })
  const check = await there.audit.verify(last)
  assert.deepEqual([check.since, check.fault], ['kept', undefined])
  assert.ok((check.last?.place ?? 0) > (last?.place ?? 0))
})
