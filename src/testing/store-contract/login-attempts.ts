/** What a store owes the login limits. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LoginAttempt, LoginAttempts } from '../../throttles/login-attempts.ts'
import { now, type OpenStore } from './opened-store.ts'

const day = 86_400_000

function attempt(more: Partial<LoginAttempt> = {}): LoginAttempt {
  return { account: 'account', address: 'address', allowance: 3, knownAllowance: 5, now, ...more }
}

async function tries(attempts: LoginAttempts, count: number, more: Partial<LoginAttempt> = {}) {
  const all = await Promise.all(Array.from({ length: count }, () => attempts.reserve(attempt(more))))
  return all.filter(({ outcome }) => outcome === 'reserved').length
}

export function testLoginAttempts(name: string, open: OpenStore): void {
  test(`${name}: of fifty tries at once an account gets its allowance, from all addresses together`, async t => {
    const { loginAttempts } = await open(t)
    assert.equal(await tries(loginAttempts, 50), 3)
    assert.deepEqual(await loginAttempts.reserve(attempt({ address: 'other' })), { outcome: 'refused', waitMs: 30_000 })
    assert.equal(await tries(loginAttempts, 1, { account: 'other' }), 1)
  })

  test(`${name}: a try that was released has not failed`, async t => {
    const { loginAttempts } = await open(t)
    assert.equal(await tries(loginAttempts, 3), 3)
    await loginAttempts.release('account')
    assert.equal(await tries(loginAttempts, 2), 1)
  })

  test(`${name}: a right password clears the count`, async t => {
    const { loginAttempts } = await open(t)
    assert.equal(await tries(loginAttempts, 2), 2)
    await loginAttempts.reserve(attempt())
    await loginAttempts.succeed('account', attempt())
    assert.equal(await tries(loginAttempts, 4, { address: 'new' }), 3)
  })

  test(`${name}: an address that logged in before has a count of its own`, async t => {
    const { loginAttempts } = await open(t)
    await loginAttempts.succeed('account', attempt({ address: 'home' }))
    assert.equal(await tries(loginAttempts, 50, { address: 'elsewhere' }), 3)
    assert.equal(await tries(loginAttempts, 50, { address: 'home' }), 5)
  })

  test(`${name}: so has the address that the account was opened from`, async t => {
    const { loginAttempts } = await open(t)
    await loginAttempts.know(attempt({ address: 'home' }))
    assert.equal(await tries(loginAttempts, 50, { address: 'elsewhere' }), 3)
    assert.equal(await tries(loginAttempts, 50, { address: 'home' }), 5)
  })

  test(`${name}: of many addresses of one account the ones used last stay known`, async t => {
    const { loginAttempts } = await open(t)
    for (let index = 0; index < 25; index += 1) {
      await loginAttempts.succeed('account', attempt({ address: `address ${index}`, now: now + index }))
    }
    assert.equal(await tries(loginAttempts, 3, { address: 'elsewhere' }), 3)
    assert.equal(await tries(loginAttempts, 1, { address: 'address 0' }), 0)
    assert.equal(await tries(loginAttempts, 1, { address: 'address 24' }), 1)
  })

  test(`${name}: a day of quiet forgets failures`, async t => {
    const { loginAttempts } = await open(t)
    await tries(loginAttempts, 3)
    assert.equal(await tries(loginAttempts, 3, { now: now + day }), 3)
  })
}
