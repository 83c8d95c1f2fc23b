/** Connections that are lost, before COMMIT and after it: nothing is done by half, and nothing is said that is not known. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openPostgresProxy } from '../../testing/postgres-proxy.ts'
import { createTestSchema, openTestPostgres, whyNoPostgres } from '../../testing/postgres-store.ts'
import {
  addUser,
  beginning,
  newHash,
  now,
  oldHash,
  refreshing,
  stamp,
} from '../../testing/store-contract/opened-store.ts'

const skip = await whyNoPostgres()

/** `store` reaches the server by a way that fails, `observer` directly. */
async function openBoth(t: TestContext) {
  const url = await createTestSchema(t)
  const observer = await openTestPostgres(t, {}, { url })
  const proxy = await openPostgresProxy(t)
  const store = await openTestPostgres(t, {}, { url: proxy.through(url) })
  const user = await addUser(observer, 'alice@example.com')
  return { url, observer, proxy, store, user }
}

const unavailable = { code: 'store_unavailable', status: 503 }

/** What commits a refresh: the one statement for many, or a transaction where the user agent is new. */
const refreshes = [
  ['answer to update', {}],
  ['answer to commit', { origin: { address: '192.0.2.1', userAgent: 'new' } }],
] as const

for (const [failing, about] of refreshes) {
  test(`a refresh without the ${failing} is rotated once, and its session goes on`, { skip }, async t => {
    const { observer, proxy, store, user } = await openBoth(t)
    await observer.sessions.start(beginning(user, 'one'))
    proxy.fail(failing)
    assert.deepEqual(await store.sessions.rotate(refreshing('one', 'one-1', 'one-2', about)), { kind: 'rotated' })
    assert.equal(proxy.failures, 1)
    const session = await observer.sessions.find('one')
    assert.deepEqual([session?.generation, session?.endedAt, session?.current.jti], [1, null, 'one-2'])
    assert.deepEqual(await store.sessions.rotate(refreshing('one', 'one-2', 'one-3')), { kind: 'rotated' })
  })
}

for (const [failing, about] of refreshes) {
  test(`so is one at once without the ${failing}, and its user is found`, { skip }, async t => {
    const { observer, proxy, store, user } = await openBoth(t)
    await observer.sessions.start(beginning(user, 'one'))
    proxy.fail(failing)
    assert.deepEqual(await store.sessions.rotateAtOnce?.(refreshing('one', 'one-1', 'one-2', about), true), user)
    assert.equal(proxy.failures, 1)
    const session = await observer.sessions.find('one')
    assert.deepEqual([session?.generation, session?.endedAt, session?.current.jti], [1, null, 'one-2'])
  })
}

test('of many refreshes in one statement without its answer each is rotated once', { skip }, async t => {
  const { observer, proxy, store, user } = await openBoth(t)
  const sids = Array.from({ length: 20 }, (_, index) => `s${index}`)
  for (const sid of sids) await observer.sessions.start(beginning(user, sid))
  await observer.sessions.rotate(refreshing('s7', 's7-1', 's7-2'))
  await observer.sessions.end('s8', user.id, 'logout', now)
  proxy.fail('answer to update')
  const rotating = sids.map(sid => store.sessions.rotate(refreshing(sid, `${sid}-1`, `${sid}-next`)))
  const kinds = (await Promise.all(rotating)).map(({ kind }) => kind)
  assert.equal(proxy.failures, 1)
  assert.deepEqual(
    kinds,
    sids.map(sid => ({ s7: 'forgiven', s8: 'gone' })[sid] ?? 'rotated'),
  )
  const sessions = await Promise.all(sids.map(sid => observer.sessions.find(sid)))
  assert.deepEqual(
    sessions.map(session => session?.generation),
    sids.map(sid => (sid === 's8' ? 0 : 1)),
  )
})

test('so is one whose successor was handed to another request meanwhile, and replaced', { skip }, async t => {
  const { observer, proxy, store, user } = await openBoth(t)
  await observer.sessions.start(beginning(user, 'one'))
  proxy.fail('answer to update')
  // The store waits a moment before it asks.
  const refreshed = store.sessions.rotate(refreshing('one', 'one-1', 'one-2'))
  while ((await observer.sessions.find('one'))?.current.jti !== 'one-2') await new Promise(setImmediate)
  await observer.sessions.rotate(refreshing('one', 'one-2', 'one-3'))
  assert.deepEqual(await refreshed, { kind: 'rotated' })
  assert.equal((await observer.sessions.find('one'))?.endedAt, null)
})

test('where the jti is the authority, an answer that was lost is no replay', { skip }, async t => {
  const { observer, proxy, store, user } = await openBoth(t)
  await observer.sessions.start(beginning(user, 'one'))
  proxy.fail('answer to commit')
  const attempt = refreshing('one', 'one-1', 'one-2', { authority: 'jti', replayEndsSession: false })
  assert.deepEqual(await store.sessions.rotate(attempt), { kind: 'rotated' })
})

test('a login whose COMMIT was not answered starts one session', { skip }, async t => {
  const { observer, proxy, store, user } = await openBoth(t)
  proxy.fail('answer to commit')
  assert.equal(await store.sessions.start(beginning(user, 'one')), 'started')
  assert.equal((await observer.sessions.listLive(user.id, now)).length, 1)
  assert.equal((await observer.audit.findBySession('one')).length, 1)
})

test('a session that was ended before its start was asked about again stays ended', { skip }, async t => {
  const { observer, proxy, store, user } = await openBoth(t)
  proxy.fail('answer to commit')
  const started = store.sessions.start(beginning(user, 'one'))
  while ((await observer.sessions.find('one')) === undefined) await new Promise(setImmediate)
  await observer.sessions.endAll(user.id, 'logout', now)
  assert.equal(await started, 'started')
  assert.equal((await observer.sessions.listLive(user.id, now)).length, 0)
})

test('a password change whose COMMIT was not answered is neither done nor not done: 503', { skip }, async t => {
  const { observer, proxy, store, user } = await openBoth(t)
  const change = { userId: user.id, from: oldHash, to: newHash, now }
  proxy.fail('answer to commit')
  await assert.rejects(store.users.changePassword(change), unavailable)
  assert.equal((await observer.users.findById(user.id))?.password.reveal(), newHash.reveal())
  // Asked once: a second run would have said `superseded` of its own change.
  assert.equal(proxy.failures, 1)
  assert.equal(await store.users.changePassword(change), 'superseded')
})

test('what is cut before COMMIT is run again, or is 503 and leaves nothing', { skip }, async t => {
  const { observer, proxy, store, user } = await openBoth(t)
  await observer.sessions.start(beginning(user, 'one'))
  const change = { userId: user.id, from: oldHash, to: newHash, now }
  // The store cannot know that this COMMIT was never heard.
  proxy.fail('before commit')
  await assert.rejects(store.users.changePassword(change), unavailable)
  assert.equal((await observer.users.findById(user.id))?.password.reveal(), oldHash.reveal())
  assert.equal((await observer.sessions.find('one'))?.endedAt, null)
  proxy.fail('before commit')
  assert.deepEqual(await store.sessions.rotate(refreshing('one', 'one-1', 'one-2')), { kind: 'rotated' })
  assert.equal((await observer.sessions.find('one'))?.generation, 1)
  proxy.fail('before commit', 1000)
  await assert.rejects(store.sessions.start(beginning(user, 'two')), unavailable)
  assert.equal(await observer.sessions.find('two'), undefined)
})

test('idle connections that were cut cost no request', { skip }, async t => {
  const { proxy, store, user } = await openBoth(t)
  for (let round = 0; round < 3; round += 1) {
    await Promise.all([1, 2, 3, 4].map(() => store.users.findById(user.id)))
    proxy.cut()
    await new Promise(resolve => setTimeout(resolve, 20))
    assert.equal((await store.users.findById(user.id))?.id, user.id)
    await store.sessions.spend(stamp(`spent-${round}`))
  }
})

const terminate = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = $1`

test('back ends that are terminated, idle and busy, end no process and lose no answer', { skip }, async t => {
  const { url, observer, user } = await openBoth(t)
  const name = `terminated-${process.pid}`
  const store = await openTestPostgres(t, {}, { url: `${url}&application_name=${name}` })
  await observer.sessions.start(beginning(user, 'one'))
  let isDone = false
  const killing = (async () => {
    while (!isDone) {
      await observer.pool.query(terminate, [name])
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  })()
  const spent = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      store.sessions.spend(stamp(`jti-${index}`)).catch((error: { code?: string }) => error.code),
    ),
  )
  isDone = true
  await killing
  assert.deepEqual(new Set(spent).difference(new Set(['spent', 'store_unavailable'])), new Set())
  // What was said to be done is there.
  for (const [index, outcome] of spent.entries()) {
    if (outcome === 'spent') assert.equal(await observer.sessions.spend(stamp(`jti-${index}`)), 'already')
  }
  assert.equal((await store.users.findById(user.id))?.id, user.id)
})

test("a transaction of the application's that is terminated while it waits ends no process", { skip }, async t => {
  const { url, observer } = await openBoth(t)
  const name = `waiting-${process.pid}`
  const store = await openTestPostgres(t, {}, { url: `${url}&application_name=${name}` })
  const db = await store.kysely<{ facts: { name: string; value: string } }>()
  const failing = db.transaction().execute(async trx => {
    await trx.insertInto('facts').values({ name: 'own', value: '1' }).execute()
    await observer.pool.query(terminate, [name])
    await new Promise(resolve => setTimeout(resolve, 100))
    return await trx.selectFrom('facts').selectAll().execute()
  })
  await assert.rejects(failing)
  assert.equal((await db.selectFrom('facts').selectAll().where('name', '=', 'own').execute()).length, 0)
})

test('a full disk is 503, and reads go on', { skip }, async t => {
  const { observer, store, user } = await openBoth(t)
  await observer.pool.query(`
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION full_disk();
  `)
  await assert.rejects(store.sessions.start(beginning(user, 'one')), unavailable)
  assert.equal((await store.users.findById(user.id))?.id, user.id)
  assert.equal((await observer.audit.findBySession('one')).length, 0)
})

test('a column that another node adds while this one serves fails no request', { skip }, async t => {
  const { url, observer, store, user } = await openBoth(t)
  const busy = () => Promise.all(Array.from({ length: 20 }, () => store.users.findById(user.id)))
  await busy()
  await Promise.all([1, 2, 3, 4].map(i => store.sessions.start(beginning(user, `before-${i}`))))
  const columns = [{ name: 'plan', type: 'text', isNullable: true }] as const
  await openTestPostgres(t, { userFields: { columns } as never }, { url })
  assert.equal((await busy()).length, 20)
  const starts = await Promise.all([1, 2, 3, 4].map(i => store.sessions.start(beginning(user, `after-${i}`))))
  assert.deepEqual(new Set(starts), new Set(['started']))
  await observer.pool.query('ALTER TABLE sessions ADD COLUMN label text')
  assert.deepEqual(await store.sessions.rotate(refreshing('after-1', 'after-1-1', 'next')), { kind: 'rotated' })
  assert.equal((await store.sessions.find('after-1'))?.generation, 1)
})
