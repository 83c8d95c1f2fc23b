/** Failed logins are counted by account and by known address, in one atomic step. */
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
  test(`${name}: fifty simultaneous tries get no more than the account's allowance, over all addresses`, async t => {
    const { loginAttempts } = await open(t)
    assert.equal(await tries(loginAttempts, 50), 3)
    assert.deepEqual(await loginAttempts.reserve(attempt({ address: 'other' })), { outcome: 'refused', waitMs: 30_000 })
    assert.equal(await tries(loginAttempts, 1, { account: 'other' }), 1)
  })

  test(`${name}: a clock that is set back does not lock out for as long as it was set back (account lockout)`, async t => {
    const { loginAttempts } = await open(t)
    await tries(loginAttempts, 3, { now: now + day })
    assert.deepEqual(await loginAttempts.reserve(attempt()), { outcome: 'refused', waitMs: 30_000 })
    assert.deepEqual(await loginAttempts.reserve(attempt({ now: now + 29_000 })), { outcome: 'refused', waitMs: 1000 })
    assert.equal(await tries(loginAttempts, 2, { now: now + 30_000 }), 1)
  })

  test(`${name}: a released try does not count as failed`, async t => {
    const { loginAttempts } = await open(t)
    assert.equal(await tries(loginAttempts, 3), 3)
    await loginAttempts.release('account')
    assert.equal(await tries(loginAttempts, 2), 1)
  })

  test(`${name}: a correct password clears the count`, async t => {
    const { loginAttempts } = await open(t)
    assert.equal(await tries(loginAttempts, 2), 2)
    await loginAttempts.reserve(attempt())
    await loginAttempts.succeed('account', attempt())
    assert.equal(await tries(loginAttempts, 4, { address: 'new' }), 3)
  })

  test(`${name}: an address that has logged in before has its own count`, async t => {
    const { loginAttempts } = await open(t)
    await loginAttempts.succeed('account', attempt({ address: 'home' }))
    assert.equal(await tries(loginAttempts, 50, { address: 'elsewhere' }), 3)
    assert.equal(await tries(loginAttempts, 50, { address: 'home' }), 5)
  })

  test(`${name}: the address that registered the account has its own count`, async t => {
    const { loginAttempts } = await open(t)
    await loginAttempts.know(attempt({ address: 'home' }))
    assert.equal(await tries(loginAttempts, 50, { address: 'elsewhere' }), 3)
    assert.equal(await tries(loginAttempts, 50, { address: 'home' }), 5)
  })

  test(`${name}: an account's most recently used addresses stay known`, async t => {
    const { loginAttempts } = await open(t)
    for (let index = 0; index < 25; index += 1) {
      await loginAttempts.succeed('account', attempt({ address: `address ${index}`, now: now + index }))
    }
    assert.equal(await tries(loginAttempts, 3, { address: 'elsewhere' }), 3)
    assert.equal(await tries(loginAttempts, 1, { address: 'address 0' }), 0)
    assert.equal(await tries(loginAttempts, 1, { address: 'address 24' }), 1)
  })

  test(`${name}: failures are forgotten after a day`, async t => {
    const { loginAttempts } = await open(t)
    await tries(loginAttempts, 3)
    assert.equal(await tries(loginAttempts, 3, { now: now + day }), 3)
  })
}
