/** Failed logins are counted by account and by known address, in one atomic step. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { LoginAttempt, LoginAttempts } from '../../throttles/login-attempts.ts'
import { addUser, now, type OpenStore } from './opened-store.ts'

const day = 86_400_000

function attempt(more: Partial<LoginAttempt> = {}): LoginAttempt {
  const at = more.place ?? 'anywhere'
  const keys = { account: 'account', login: email, address: `account at ${at}`, place: at }
  return { ...keys, allowance: 3, knownAllowance: 5, now, ...more }
}

const email = 'alice@example.com'

async function openWithAlice(open: OpenStore, t: TestContext) {
  const store = await open(t)
  return { store, loginAttempts: store.loginAttempts, id: (await addUser(store, email)).id }
}

async function tries(attempts: LoginAttempts, count: number, more: Partial<LoginAttempt> = {}) {
  const all = await Promise.all(Array.from({ length: count }, () => attempts.reserve(attempt(more))))
  return all.filter(({ outcome }) => outcome === 'reserved').length
}

export function testLoginAttempts(name: string, open: OpenStore): void {
  test(`${name}: fifty simultaneous tries get no more than the account's allowance, over all addresses`, async t => {
    const { loginAttempts } = await open(t)
    assert.equal(await tries(loginAttempts, 50), 3)
    assert.deepEqual(await loginAttempts.reserve(attempt({ place: 'other' })), { outcome: 'refused', waitMs: 30_000 })
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

  test(`${name}: a right password clears the count`, async t => {
    const { loginAttempts, id } = await openWithAlice(open, t)
    assert.equal(await tries(loginAttempts, 2), 2)
    await loginAttempts.reserve(attempt())
    await loginAttempts.succeed('account', attempt(), id)
    assert.equal(await tries(loginAttempts, 4, { place: 'new' }), 3)
  })

  testKnownAddresses(name, open)

  test(`${name}: failures are forgotten after a day`, async t => {
    const { loginAttempts } = await open(t)
    await tries(loginAttempts, 3)
    assert.equal(await tries(loginAttempts, 3, { now: now + day }), 3)
  })
}

function testKnownAddresses(name: string, open: OpenStore): void {
  test(`${name}: an address that logged in before has a count of its own`, async t => {
    const { loginAttempts, id } = await openWithAlice(open, t)
    await loginAttempts.succeed('account', attempt({ place: 'home' }), id)
    assert.equal(await tries(loginAttempts, 50, { place: 'elsewhere' }), 3)
    assert.equal(await tries(loginAttempts, 50, { place: 'home' }), 5)
  })

  test(`${name}: so has the address that the account was opened from`, async t => {
    const { loginAttempts, id } = await openWithAlice(open, t)
    await loginAttempts.know(attempt({ place: 'home' }), id)
    assert.equal(await tries(loginAttempts, 50, { place: 'elsewhere' }), 3)
    assert.equal(await tries(loginAttempts, 50, { place: 'home' }), 5)
  })

  test(`${name}: a known address is the user's, not the name's: deleted with the user, and forgotten at a rename`, async t => {
    const { store, loginAttempts, id } = await openWithAlice(open, t)
    await loginAttempts.know(attempt({ place: 'of a squatter' }), id)
    await store.users.update(id, { email: 'squatter@example.com' }, now)
    const owner = await addUser(store, email)
    assert.equal(await tries(loginAttempts, 50, { place: 'of a squatter' }), 3)
    await loginAttempts.know(attempt({ place: 'home' }), owner.id)
    await store.deleteUser(owner.id)
    await addUser(store, email)
    assert.equal(await tries(loginAttempts, 50, { place: 'home', account: 'another count' }), 3)
    const renamed = { login: 'squatter@example.com', account: 'squatter', place: 'of a squatter' }
    assert.equal(await tries(loginAttempts, 50, renamed), 3)
    // An account that was deleted while its password was checked knows nothing, and fails nothing.
    await loginAttempts.know(attempt({ place: 'home' }), owner.id)
  })

  test(`${name}: of many addresses of one account the ones used last stay known`, async t => {
    const { loginAttempts, id } = await openWithAlice(open, t)
    for (let index = 0; index < 25; index += 1) {
      await loginAttempts.succeed('account', attempt({ place: `address ${index}`, now: now + index }), id)
    }
    assert.equal(await tries(loginAttempts, 3, { place: 'elsewhere' }), 3)
    assert.equal(await tries(loginAttempts, 1, { place: 'address 0' }), 0)
    assert.equal(await tries(loginAttempts, 1, { place: 'address 24' }), 1)
  })
}
