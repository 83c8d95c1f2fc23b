import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Housekeeping } from '../ports/housekeeping.ts'
import type { FakeClock } from '../testing/fake-clock.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { deleteExpired } from './delete-expired.ts'
import { createHousekeeper, keepHouse } from './housekeeping.ts'

const hour = 3_600_000
const day = 24 * hour
const settle = () => new Promise(resolve => setTimeout(resolve, 20))

test('a server that runs deletes what has expired, tells of it, and keeps the rest', async t => {
  const auth = await createTestAuth({ auditRetention: '30d' })
  t.after(() => auth.close())
  await auth.logout(await auth.register('first@example.com'))
  auth.clock.advance(40 * day)
  const live = await auth.login('first@example.com')
  const housekeeper = createHousekeeper({ ...auth.system, housekeeping: auth.store.housekeeping })
  housekeeper.start()
  auth.clock.advance(hour)
  while (!auth.events.some(({ name }) => name.startsWith('housekeeping.'))) await settle()
  const [done] = auth.events.filter(({ name }) => name === 'housekeeping.done')
  assert.equal(done?.name === 'housekeeping.done' && done.data.sessions, 1)
  assert.ok(done?.name === 'housekeeping.done' && done.data.auditRows > 0)
  assert.equal((await auth.refresh(live.refresh)).status, 200)
  auth.clock.advance(hour)
  await settle()
  assert.equal(auth.events.filter(({ name }) => name === 'housekeeping.done').length, 1, 'nothing more to tell')
  await housekeeper.stop()
})

test('a round that fails is reported, and the next one comes all the same', async () => {
  const auth = await createTestAuth()
  let rounds = 0
  const deleteSome = async () => {
    rounds += 1
    throw new Error('the disk is full')
  }
  const housekeeper = createHousekeeper({ ...auth.system, housekeeping: { ...auth.store.housekeeping, deleteSome } })
  housekeeper.start()
  for (let round = 1; round <= 3; round += 1) {
    auth.clock.advance(hour)
    while (auth.events.filter(({ name }) => name === 'housekeeping.failed').length < round) await settle()
  }
  assert.ok(rounds >= 3, String(rounds))
  assert.equal(auth.events.filter(({ name }) => name === 'housekeeping.failed').length, rounds)
  await housekeeper.stop()
  auth.clock.advance(day)
  await settle()
  assert.ok(rounds <= 6)
})

test('without an interval nothing is deleted while a server runs', async () => {
  const auth = await createTestAuth({ housekeepingInterval: null })
  const housekeeper = createHousekeeper({
    ...auth.system,
    housekeeping: { ...auth.store.housekeeping, takeLease: () => assert.fail('it ran') },
  })
  housekeeper.start()
  auth.clock.advance(30 * day)
  await settle()
  await housekeeper.stop()
})

/** What is there to delete, a batch at a time, and what each batch takes. */
function fakeHousekeeping(t: { clock: FakeClock }, rows: number, msPerRow: number) {
  const batches: number[] = []
  let left = rows
  const deleteSome: Housekeeping['deleteSome'] = async (kind, _before, limit) => {
    if (kind !== 'sessions') return 0
    const count = Math.min(limit, left)
    left -= count
    batches.push(count)
    t.clock.advance(count * msPerRow)
    return count
  }
  return {
    batches,
    housekeeping: { deleteSome, takeLease: async () => true, endLease: async () => {} },
    left: () => left,
  }
}

/** Rests pass at once, so that a round ends within the test. */
const noRest = {
  after(_ms: number, run: () => void) {
    setImmediate(run)
    return () => {}
  },
}

test('batches grow until they take their time, and one that took longer halves the next', async () => {
  const auth = await createTestAuth()
  const fast = fakeHousekeeping(auth, 5000, 0.1)
  await deleteExpired({ ...auth.system, timer: noRest, housekeeping: fast.housekeeping }, { rest: 1 })
  assert.ok(Math.max(...fast.batches) > 50 && Math.max(...fast.batches) <= 80, String(fast.batches))
  const slow = fakeHousekeeping(auth, 300, 1)
  await deleteExpired({ ...auth.system, timer: noRest, housekeeping: slow.housekeeping }, { rest: 1 })
  assert.deepEqual(slow.batches.slice(0, 4), [50, 25, 20, 20])
})

test('after each batch it rests for a multiple of what the batch took', async () => {
  const auth = await createTestAuth()
  const rests: number[] = []
  const timer = {
    after(ms: number, run: () => void) {
      rests.push(ms)
      return noRest.after(ms, run)
    },
  }
  const { batches, housekeeping } = fakeHousekeeping(auth, 200, 0.25)
  await deleteExpired({ ...auth.system, timer, housekeeping }, { rest: 3 })
  assert.deepEqual(
    rests,
    batches.slice(0, -1).map(rows => rows * 0.25 * 3),
  )
})

test('a backlog is worked off in rounds that follow each other at once, each with its event', async () => {
  const auth = await createTestAuth()
  const { housekeeping, left } = fakeHousekeeping(auth, 60_000, 1)
  const housekeeper = createHousekeeper({ ...auth.system, timer: noRest, housekeeping })
  housekeeper.start()
  while (left() > 0) await settle()
  await housekeeper.stop()
  const rounds = auth.events.filter(({ name }) => name === 'housekeeping.done')
  assert.ok(rounds.length >= 5, String(rounds.length))
  const sum = rounds.reduce((all, event) => all + (event.name === 'housekeeping.done' ? event.data.sessions : 0), 0)
  assert.equal(sum, 60_000)
})

test('of two servers one deletes; when it stops the other one does', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const house = { ...auth.system, housekeeping: auth.store.housekeeping }
  const expire = async () => {
    await auth.logout(await auth.register(`${auth.clock.now()}@example.com`))
    auth.clock.advance(9 * day)
  }
  const other = { holder: 'another', now: auth.clock.now(), length: 60_000 }
  await auth.store.housekeeping.takeLease(other)
  await expire()
  await auth.store.housekeeping.takeLease({ ...other, now: auth.clock.now() })
  assert.equal((await keepHouse(house)).sessions, 0)
  await auth.store.housekeeping.endLease('another')
  assert.equal((await keepHouse(house)).sessions, 1)
  assert.equal(await auth.store.housekeeping.takeLease({ ...other, now: auth.clock.now() }), true, 'it gave it back')
})
