import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuthEvent } from '../ports/events.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { fanOut } from './fan-out.ts'

const event: AuthEvent = { name: 'login.succeeded', userId: 1 }

test('a listener that throws does not keep the next one from its event', () => {
  const received: string[] = []
  const broken = {
    emit() {
      throw new Error('broken')
    },
  }
  fanOut([broken, { emit: ({ name }) => void received.push(name) }]).emit(event)
  assert.deepEqual(received, ['login.succeeded'])
})

for (const [what, onEvent] of [
  [
    'throws',
    () => {
      throw new Error('broken')
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken'))],
] as const) {
  test(`an onEvent hook that ${what} does not fail the request`, async () => {
    const auth = await createTestAuth({ onEvent })
    const pair = await auth.register('hook@example.com')
    assert.equal((await auth.refresh(pair.refresh)).status, 200)
    assert.deepEqual(auth.reasonsOf('request.failed'), [])
  })
}

test('the onEvent hook receives typed events with their trace id', async () => {
  const codes: string[] = []
  const onEvent = (event: AuthEvent) => {
    if (event.name === 'request.refused') codes.push(`${event.data.code} ${event.traceId?.length}`)
  }
  const auth = await createTestAuth({ onEvent })
  await auth.request('GET', '/api/auth/profile/')
  assert.deepEqual(codes, ['not_authenticated 32'])
})
