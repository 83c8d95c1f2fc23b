/** Requirement 20: fifty wrong passwords at the very same time, before the first has been judged. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createLimitedAuth,
  type LoginEndpoint,
  login,
  loginEndpoints,
  oldPasswordEndpoint,
  testPassword,
} from './credentials-endpoints.ts'

const fifty = Array.from({ length: 50 }, (_, index) => index)

function count(statuses: readonly number[], status: number): number {
  return statuses.filter(each => each === status).length
}

for (const [name, endpoint] of Object.entries(loginEndpoints)) {
  test(`${name}: fifty guesses at once from fifty addresses get ten tries`, async () => {
    const auth = await createLimitedAuth()
    await auth.register('eve@example.com')
    const replies = await Promise.all(fifty.map(index => endpoint(auth, { from: `198.51.100.${index}` })))
    const statuses = replies.map(({ status }) => status)
    assert.deepEqual([count(statuses, 401), count(statuses, 429)], [10, 40])
  })
}

test('fifty guesses at once from one address get five tries', async () => {
  const auth = await createLimitedAuth()
  const endpoints = Object.values(loginEndpoints)
  const guess = (index: number) =>
    (endpoints[index % endpoints.length] as LoginEndpoint)(auth, { email: `user${index}@example.com` })
  const statuses = (await Promise.all(fifty.map(guess))).map(({ status }) => status)
  assert.deepEqual([count(statuses, 401), count(statuses, 429)], [5, 45])
})

test('fifty guesses of an old password at once get ten tries', async () => {
  const auth = await createLimitedAuth()
  const { access } = await auth.register('eve@example.com')
  const endpoint = oldPasswordEndpoint(access)
  const replies = await Promise.all(fifty.map(index => endpoint(auth, { from: `198.51.100.${index}` })))
  const statuses = replies.map(({ status }) => status)
  assert.deepEqual([count(statuses, 400), count(statuses, 429)], [10, 40])
})

test('a password that was never checked costs no try: a busy server causes no lockout', async () => {
  const auth = await createLimitedAuth({ passwordQueue: 0, passwordConcurrency: 1, passwordMemory: 8192 })
  await auth.register('eve@example.com')
  const burst = fifty.slice(0, 9).map(index => login(auth, { from: `198.51.100.${index}` }))
  const statuses = (await Promise.all(burst)).map(({ status }) => status)
  const judged = count(statuses, 401)
  assert.ok(count(statuses, 503) > 0 && judged > 0, String(statuses))
  for (let index = judged; index < 10; index += 1) {
    assert.equal((await login(auth, { from: `198.51.101.${index}` })).status, 401)
  }
  assert.equal((await login(auth, { password: testPassword, from: '198.51.102.1' })).status, 429)
})
