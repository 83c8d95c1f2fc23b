import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowAny, isAuthenticated } from '../../permissions/built-in.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import type { Guard } from './guard.ts'
import { tokenAuthentication } from './token-authentication.ts'

async function ask(guard: Guard, authorization?: string) {
  const header = (name: string) => (name === 'authorization' ? authorization : undefined)
  const body = async () => new Uint8Array()
  const result = await guard({ method: 'GET', path: '/', query: '', remoteAddress: '192.0.2.1', header, body })
  return result.kind === 'admitted' ? (result.principal?.id ?? null) : result.outgoing.status
}

test('a guard admits a principal, and refuses an anonymous request', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register('alice@example.com')
  const guard = auth.guard({ permissions: [isAuthenticated] })
  assert.deepEqual([await ask(guard, `Bearer ${access}`), await ask(guard)], [1, 401])
})

test('a guard may ignore credentials that are not valid, as a row may', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register('alice@example.com')
  const guard = auth.guard({ permissions: [allowAny], invalidCredentials: 'ignore' })
  assert.deepEqual([await ask(guard, `Bearer ${access}`), await ask(guard, 'Bearer garbage')], [1, null])
})

test('a guard whose first authenticator has no scheme answers 403 instead of 401, as a row does', async () => {
  const auth = await createTestAuth()
  const authentication = [{ ...tokenAuthentication, isChallenge: false }]
  const guard = auth.guard({ authentication, permissions: [isAuthenticated] })
  assert.deepEqual([await ask(guard), await ask(guard, 'Bearer garbage')], [403, 403])
})

test('the events of a guard have the trace id of its answer', async () => {
  const auth = await createTestAuth()
  const guard = auth.guard({ permissions: [isAuthenticated] })
  const header = () => undefined
  const body = async () => new Uint8Array()
  const result = await guard({ method: 'GET', path: '/', query: '', remoteAddress: '192.0.2.1', header, body })
  assert.ok(result.kind === 'refused')
  const trace = result.outgoing.headers.find(([name]) => name === 'Latchkey-Trace')?.[1]
  assert.equal(auth.events.at(-1)?.traceId, trace)
})
