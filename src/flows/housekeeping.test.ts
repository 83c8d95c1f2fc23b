import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../testing/test-auth.ts'
import { createHousekeeper } from './housekeeping.ts'

const hour = 3_600_000
const day = 24 * hour
const settle = () => new Promise(resolve => setTimeout(resolve, 20))

test('a server that runs deletes what has expired, tells of it, and keeps the rest', async t => {
  const auth = await createTestAuth({ auditRetention: '30d' })
  t.after(() => auth.close())
  await auth.logout(await auth.register('first@example.com'))
  auth.clock.advance(40 * day)
  const live = await auth.login('first@example.com')
  const housekeeper = createHousekeeper({ ...auth.system, housekeep: auth.housekeep })
  housekeeper.start()
  auth.clock.advance(hour)
  await settle()
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
  const housekeep = async () => {
    rounds += 1
    throw new Error('the disk is full')
  }
  const housekeeper = createHousekeeper({ ...auth.system, housekeep })
  housekeeper.start()
  for (let round = 0; round < 3; round += 1) {
    auth.clock.advance(hour)
    await settle()
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
  const housekeeper = createHousekeeper({ ...auth.system, housekeep: () => assert.fail('it ran') })
  housekeeper.start()
  auth.clock.advance(30 * day)
  await settle()
  await housekeeper.stop()
})
