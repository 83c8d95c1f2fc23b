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
  assert.equal(await count('alice@example.com', '192.0.2.1'), 'counted')
  assert.equal(await count('ALICE@example.com', '192.0.2.2'), 'counted')
  assert.equal(await count('alice@EXAMPLE.COM', '192.0.2.3'), 'refused')
})

test('a client gets its share over all addresses', async () => {
  const count = await counted()
  for (let index = 0; index < 5; index++) assert.equal(await count(`user${index}@example.com`), 'counted')
  assert.equal(await count('another@example.com'), 'refused')
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
