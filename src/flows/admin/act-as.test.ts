import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../testing/test-auth.ts'
import { actAs } from './act-as.ts'

test('rows and events name the actor, and keep where the request came from', async () => {
  const auth = await createTestAuth()
  const request = { ...auth.system, origin: { address: '192.0.2.7', userAgent: 'browser', traceId: 'one' } }
  const acting = actAs(request, { kind: 'user', userId: 7 })
  acting.events.emit({ name: 'user.created', userId: 8 })
  assert.deepEqual(acting.origin, { ...request.origin, actor: '7' })
  assert.deepEqual(auth.events, [{ name: 'user.created', userId: 8, actor: '7' }])
})

test('the system that was given has no actor afterwards', async () => {
  const { system, events } = await createTestAuth()
  actAs(system, { kind: 'cli', osUser: 'root' })
  system.events.emit({ name: 'user.created', userId: 8 })
  assert.deepEqual([system.origin.actor, events[0]?.actor], [undefined, undefined])
})
