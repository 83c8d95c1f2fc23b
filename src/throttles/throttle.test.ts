import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError } from '../problems.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import type { Principal } from '../users/principal.ts'
import { createMemoryThrottleStore } from './memory-store.ts'
import { anonRate, countRequest, scopedRate, type Throttle, throttled, userRate } from './throttle.ts'

const address = '192.0.2.1'
const unread = () => assert.fail('no throttle reads the user')

function someone(id: number): Principal {
  return {
    id,
    claims: {},
    sid: undefined,
    user: unread,
    tokenUser: unread,
    hasPermission: unread,
    hasRole: unread,
    roles: unread,
    authenticationAge: unread,
  }
}

function createCounter() {
  const clock = createFakeClock()
  const parts = { throttles: createMemoryThrottleStore(), clock }
  const ask = async (rules: readonly Throttle[], principal?: Principal, from = address) => {
    try {
      await countRequest(parts, rules, { principal, address: from })
      return 'allowed'
    } catch (error) {
      return error instanceof AuthError ? Number(error.headers['Retry-After']) : assert.fail(String(error))
    }
  }
  return { ask, clock }
}

test('anonRate counts anonymous requests by address, and authenticated ones not at all', async () => {
  const { ask } = createCounter()
  const rules = [anonRate('1/h')]
  assert.equal(await ask(rules), 'allowed')
  assert.equal(await ask(rules), 3600)
  assert.equal(await ask(rules, undefined, '192.0.2.2'), 'allowed')
  assert.equal(await ask(rules, someone(1)), 'allowed')
})

test('userRate counts each user separately, over all addresses', async () => {
  const { ask } = createCounter()
  const rules = [userRate('1/m')]
  assert.equal(await ask(rules, someone(1)), 'allowed')
  assert.equal(await ask(rules, someone(1), '192.0.2.2'), 60)
  assert.equal(await ask(rules, someone(2)), 'allowed')
  assert.equal(await ask(rules), 'allowed')
})

test('a user whose id looks like an address does not share its counter', async () => {
  const { ask } = createCounter()
  await ask([userRate('1/m')], someone(7))
  assert.equal(await ask([userRate('1/m')], undefined, '7'), 'allowed')
})

test('endpoints of one scope count together, other scopes separately', async () => {
  const { ask } = createCounter()
  assert.equal(await ask([scopedRate('uploads', '1/m')], someone(1)), 'allowed')
  assert.equal(await ask([scopedRate('uploads', '1/m')], someone(1)), 60)
  assert.equal(await ask([scopedRate('contacts', '1/m')], someone(1)), 'allowed')
})

test('with several throttles the longest wait is returned, and those that allow have counted', async () => {
  const { ask, clock } = createCounter()
  const rules = [userRate('1/m'), scopedRate('daily', '2/d')]
  assert.equal(await ask(rules), 'allowed')
  assert.equal(await ask(rules), 60)
  assert.equal(await ask(rules), 86_400)
  clock.advance(60_000)
  assert.equal(await ask(rules), 86_340)
})

test('a custom throttle counts by any subject', async () => {
  const { ask } = createCounter()
  const allTogether: Throttle = { scope: 'all', rate: { limit: 1, periodMs: 1000 }, subject: () => 'all' }
  assert.equal(await ask([allTogether], someone(1)), 'allowed')
  assert.equal(await ask([allTogether], someone(2), '192.0.2.9'), 1)
})

test('message and Retry-After have the same whole seconds, one second in the singular', () => {
  const refusals = [1, 1000, 1001, 41_500].map(waitMs => throttled(waitMs, 'test'))
  assert.deepEqual(
    refusals.map(({ message, headers }) => [message, headers['Retry-After']]),
    [
      ['Request was throttled. Expected available in 1 second.', '1'],
      ['Request was throttled. Expected available in 1 second.', '1'],
      ['Request was throttled. Expected available in 2 seconds.', '2'],
      ['Request was throttled. Expected available in 42 seconds.', '42'],
    ],
  )
  assert.deepEqual(refusals[0]?.body, { detail: 'Request was throttled. Expected available in 1 second.' })
})
