import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../testing/test-auth.ts'
import { countMail, requireMailRoom } from './count-mail.ts'

const limits = { throttling: true, mailRate: '2/hour', mailClientRate: '5/hour' } as const

async function counted() {
  const { system } = await createTestAuth(limits)
  const from = (address: string) => ({ ...system, origin: { address, userAgent: '' } })
  return async (to: string, address = '192.0.2.1', userId?: number) =>
    (await countMail(from(address), to, userId)).outcome
}

test('an address gets its share, however it is spelt and whichever client asks (mail bombing)', async () => {
  const count = await counted()
  const outcomes: string[] = []
  const spellings = ['alice@example.com', 'ALICE@example.com', 'alice@EXAMPLE.COM']
  for (let n = 0; n < 9; n += 1) outcomes.push(await count(spellings[n % 3] ?? '', `192.0.2.${n}`))
  // Two an hour, and for clients that have not asked before twice as many a day.
  assert.deepEqual(outcomes, [...Array(6).fill('counted'), ...Array(3).fill('refused')])
})

test('a stranger who uses up the limit of an address does not keep its owner from one mail (denial of service)', async () => {
  const count = await counted()
  for (let n = 0; n < 4; n += 1) await count('alice@example.com', '203.0.113.1')
  assert.equal(await count('alice@example.com', '203.0.113.1'), 'refused')
  assert.equal(await count('alice@example.com', '198.51.100.7'), 'counted')
  assert.equal(await count('alice@example.com', '198.51.100.7'), 'refused')
})

test('a client gets its share over all addresses', async () => {
  const count = await counted()
  for (let index = 0; index < 5; index++) assert.equal(await count(`user${index}@example.com`), 'counted')
  assert.equal(await count('another@example.com'), 'refused')
})

test('the mail of a registration leaves the new owner a reset, whatever strangers asked for (denial of service)', async () => {
  const { system } = await createTestAuth(limits)
  const from = (address: string) => ({ ...system, origin: { ...system.origin, address } })
  await countMail(from('192.0.2.1'), 'alice@example.com', undefined, 'registration')
  for (let index = 0; index < 20; index++) await countMail(from('203.0.113.9'), 'alice@example.com')
  assert.equal((await countMail(from('192.0.2.1'), 'alice@example.com')).outcome, 'counted')
})

test('a client over its limit uses up no address’s limit', async () => {
  const count = await counted()
  for (let index = 0; index < 5; index++) await count(`user${index}@example.com`)
  for (let index = 0; index < 5; index++) await count('alice@example.com')
  assert.equal(await count('alice@example.com', '192.0.2.9'), 'counted')
})

test('a user gets their share over all addresses that they name', async () => {
  const count = await counted()
  assert.equal(await count('a@example.com', '192.0.2.1', 7), 'counted')
  assert.equal(await count('b@example.com', '192.0.2.2', 7), 'counted')
  assert.equal(await count('c@example.com', '192.0.2.3', 7), 'refused')
})

test('a refusal says when to come back, and without throttling there is none', async () => {
  const { system } = await createTestAuth({ ...limits, mailRate: '1/hour' })
  await requireMailRoom(system, 'alice@example.com')
  await assert.rejects(requireMailRoom(system, 'alice@example.com'), { code: 'throttled', status: 429 })
  const open = (await createTestAuth({ ...limits, throttling: false })).system
  for (let index = 0; index < 9; index++) await requireMailRoom(open, 'alice@example.com')
})
