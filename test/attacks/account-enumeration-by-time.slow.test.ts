/**
 * Requirement 18: whether an account exists, has this password or is inactive shows in no answer and in no time. The
 * times of many logins in turn are compared by their medians; without the decoy hash an unknown name would answer in
 * a twentieth of the time, and the bound is a half.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { loginEndpoints, testPassword } from './credentials-endpoints.ts'

const rounds = 15

const claimants = {
  unknown: { email: 'nobody@example.com', password: testPassword },
  wrong: { email: 'eve@example.com', password: 'wrong' },
  inactive: { email: 'ann@example.com', password: testPassword },
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

for (const [name, endpoint] of Object.entries(loginEndpoints)) {
  test(`${name}: unknown, wrong and inactive get one answer in the same time (account enumeration)`, async () => {
    const auth = await createTestAuth({ passwordMemory: 8192, passwordConcurrency: 1 })
    await auth.register('eve@example.com')
    await auth.register('ann@example.com')
    auth.store.database.exec("UPDATE users SET is_active = 0 WHERE email = 'ann@example.com'")
    const times: Record<string, number[]> = { unknown: [], wrong: [], inactive: [] }
    const answers = new Set<string>()
    for (let round = 0; round < rounds; round += 1) {
      for (const [who, guess] of Object.entries(claimants)) {
        const began = performance.now()
        const { status, text, headers } = await endpoint(auth, guess)
        times[who]?.push(performance.now() - began)
        headers.delete('latchkey-trace')
        answers.add(JSON.stringify([status, text, [...headers]]))
      }
    }
    assert.equal(answers.size, 1, [...answers].join('\n'))
    const medians = Object.values(times).map(median)
    assert.ok(Math.min(...medians) > Math.max(...medians) / 2, `medians in ms: ${medians.join(', ')}`)
  })
}
