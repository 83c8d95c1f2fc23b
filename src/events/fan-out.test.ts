import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuthEvent } from '../ports/events.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { fanOut } from './fan-out.ts'

const event: AuthEvent = { name: 'login.succeeded', userId: 1 }

test('a listener that throws keeps the next one from nothing', () => {
  const heard: string[] = []
  const broken = {
    emit() {
      throw new Error('broken')
    },
  }
  fanOut([broken, { emit: ({ name }) => void heard.push(name) }]).emit(event)
  assert.deepEqual(heard, ['login.succeeded'])
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
  test(`a hook that ${what} fails no request`, async () => {
    const auth = await createTestAuth({ onEvent })
    const pair = await auth.register('hook@example.com')
    assert.equal((await auth.refresh(pair.refresh)).status, 200)
    assert.deepEqual(auth.reasonsOf('request.failed'), [])
  })
}

test('the hook hears typed facts, each with its request', async () => {
  const codes: string[] = []
  const onEvent = (event: AuthEvent) => {
    if (event.name === 'request.refused') codes.push(`${event.data.code} ${event.traceId?.length}`)
  }
  const auth = await createTestAuth({ onEvent })
  await auth.request('GET', '/api/auth/profile/')
  assert.deepEqual(codes, ['not_authenticated 32'])
})
