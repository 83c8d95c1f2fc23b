/** Requirement 26, ASVS 15.2.2: many times more logins at once than can be hashed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { loginEndpoints, testPassword } from './credentials-endpoints.ts'

const capacity = { passwordConcurrency: 2, passwordQueue: 4, passwordMemory: 16_384, passwordIterations: 6 } as const
const flood = Array.from({ length: 60 }, (_, index) => ({ email: `user${index}@example.com` }))

for (const [name, endpoint] of Object.entries(loginEndpoints)) {
  test(`${name}: load over the capacity is shed with 503 and Retry-After, and other requests are answered meanwhile`, async () => {
    const auth = await createTestAuth(capacity)
    const { access } = await auth.register('eve@example.com')
    let isOver = false
    const logins = Promise.all(flood.map(guess => endpoint(auth, guess))).finally(() => {
      isOver = true
    })
    let answeredMeanwhile = 0
    while (!isOver) {
      assert.equal((await auth.visit(access)).status, 200)
      // The flood takes six hashes; a visit that waits for it is answered after the last.
      if (!isOver) answeredMeanwhile += 1
    }
    assert.ok(answeredMeanwhile > 0, 'the visits waited for the flood')
    const replies = await logins
    const shed = replies.filter(({ status }) => status === 503)
    assert.equal(replies.length - shed.length, 6)
    for (const { headers, json } of shed) {
      assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/)
      assert.deepEqual(json, { detail: 'The server is busy. Please try again shortly.' })
    }
    assert.equal((await endpoint(auth, { password: testPassword })).status, 200)
  })
}

test('malformed input is never answered with 503', async () => {
  const auth = await createTestAuth({ ...capacity, passwordQueue: 0, passwordConcurrency: 1 })
  const hash = auth.system.hasher.hash('keeps the hasher busy')
  for (const json of [{}, [], null, 'text', { email: 1, password: null }, { email: 'x', password: [] }]) {
    for (const path of ['/api/auth/login/', '/api/token/', '/api/sliding/token/']) {
      assert.equal((await auth.request('POST', path, { json })).status, 400)
    }
  }
  await hash
})
