import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../testing/test-auth.ts'
import { absoluteEnd } from './session-limits.ts'

test('a session’s last moment is counted from its start, in whole seconds', () => {
  assert.equal(absoluteEnd({ sessionAbsoluteLifetime: 60 }, 1_000_999), 1060)
})

test('without the setting, refreshing in time is all that it takes', () => {
  assert.equal(absoluteEnd({ sessionAbsoluteLifetime: undefined }, 1000), undefined)
})

test('a login over the limit pushes the oldest session out before it is answered', async () => {
  const auth = await createTestAuth({ maximumSessions: 2 })
  const first = await auth.register('alice@example.com')
  auth.clock.advance(1000)
  const second = await auth.login('alice@example.com')
  auth.clock.advance(1000)
  const third = await auth.login('alice@example.com')
  const seen = await Promise.all([first, second, third].map(({ access }) => auth.visit(access)))
  assert.deepEqual(
    seen.map(({ status }) => status),
    [401, 200, 200],
  )
})

test('a session cannot be carried on past its absolute end', async () => {
  const auth = await createTestAuth({ sessionAbsoluteLifetime: '2h', accessTokenLifetime: '5m' })
  const { refresh } = await auth.register('alice@example.com')
  auth.clock.advance(3_600_000)
  const next = (await auth.refresh(refresh)).json.refresh
  auth.clock.advance(3_601_000)
  assert.equal((await auth.refresh(next)).status, 401)
})
