/** Logins by mail: guesses are counted exactly, and a request opens one account once, as it was. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '../../kernel/secret.ts'
import type { Store } from '../../store.ts'
import type { MailCodeAttempt, MailLoginEntry } from '../../users/mail-logins.ts'
import type { User } from '../../users/user.ts'
import { addUser, minute, newHash, now, type OpenStore, oldHash, origin, stamp } from './opened-store.ts'

const unusable = new Secret('!unusable')

/** A guess at the code of a request, with ten free failures. */
function guess(id: string, more: Partial<MailCodeAttempt> = {}): MailCodeAttempt {
  const request = { id, expiresAt: now + 10 * minute }
  const counts = { subject: 'address', knownSubject: 'address here', place: 'here', allowance: 10, knownAllowance: 100 }
  return { to: 'alice@example.com', request, attemptsOfRequest: 5, ...counts, now, ...more }
}

function entry(user: User, id: string, more: Partial<MailLoginEntry> = {}): MailLoginEntry {
  return { user, request: stamp(id), askedAt: now, clears: undefined, unusable, mail: undefined, now, origin, ...more }
}

export function testMailLogins(name: string, open: OpenStore): void {
  testGuesses(name, open)
  testEntries(name, open)
  testImpostors(name, open)
}

function testGuesses(name: string, open: OpenStore): void {
  const outcomesOf = async (store: Pick<Store, 'mailLogins'>, ids: readonly string[]) =>
    (await Promise.all(ids.map(id => store.mailLogins.reserve(guess(id))))).map(({ outcome }) => outcome)
  const count = (outcomes: readonly string[], outcome: string) => outcomes.filter(each => each === outcome).length

  test(`${name}: of fifty guesses at one mail at once five are compared, over all nodes (brute force)`, async t => {
    const store = await open(t)
    await addUser(store, 'alice@example.com')
    const nodes = [store, (await store.openPeer?.()) ?? store]
    const halves = await Promise.all(nodes.map(node => outcomesOf(node, Array(25).fill('one'))))
    assert.equal(count(halves.flat(), 'reserved'), 5)
    assert.equal(count(halves.flat(), 'used_up'), 45)
  })

  test(`${name}: over many mails an address has its free failures, then each costs a wait (brute force)`, async t => {
    const store = await open(t)
    await addUser(store, 'alice@example.com')
    const outcomes = await outcomesOf(
      store,
      Array.from({ length: 30 }, (_, index) => `mail ${index}`),
    )
    assert.equal(count(outcomes, 'reserved'), 10)
    const refused = await store.mailLogins.reserve(guess('another'))
    assert.deepEqual(refused, { outcome: 'refused', waitMs: 30_000 })
    const noDelays = await store.mailLogins.reserve(guess('without limits', { allowance: null }))
    assert.equal(noDelays.outcome, 'reserved')
  })

  test(`${name}: a place that the account has logged in from is counted apart (account lockout)`, async t => {
    const store = await open(t)
    const { id, email } = await addUser(store, 'alice@example.com')
    for (let round = 0; round < 11; round += 1) await store.mailLogins.reserve(guess(`far ${round}`, { place: 'far' }))
    const attempt = { account: 'a', login: email, address: 'a here', place: 'here', allowance: 10, knownAllowance: 100 }
    await store.loginAttempts.know({ ...attempt, now }, id)
    assert.equal((await store.mailLogins.reserve(guess('far', { place: 'far' }))).outcome, 'refused')
    const known = await store.mailLogins.reserve(guess('here'))
    assert.deepEqual([known.outcome, known.outcome === 'reserved' && known.subject], ['reserved', 'address here'])
  })

  test(`${name}: an address without an account is counted alike (account enumeration)`, async t => {
    const store = await open(t)
    await addUser(store, 'closed@example.com', { isActive: false })
    for (const to of ['nobody@example.com', 'closed@example.com']) {
      const reserve = () => store.mailLogins.reserve(guess(to, { to, subject: to }))
      for (let attempt = 0; attempt < 5; attempt += 1)
        assert.deepEqual(await reserve(), { outcome: 'reserved', subject: to, users: [] })
      assert.deepEqual(await reserve(), { outcome: 'used_up' })
    }
  })
}

function testEntries(name: string, open: OpenStore): void {
  test(`${name}: of fifty uses of one request at once one enters (race condition)`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com', { emailVerified: true })
    const uses = Array.from({ length: 50 }, () => store.mailLogins.enter(entry(user, 'one')))
    const outcomes = (await Promise.all(uses)).map(({ outcome }) => outcome)
    assert.deepEqual(outcomes.toSorted(), ['entered', ...Array(49).fill('spent')])
    assert.equal((await store.mailLogins.reserve(guess('one'))).outcome, 'used_up', 'its code is spent, too')
  })

  test(`${name}: a mail opens the account as it was: another address, password or flag makes it void`, async t => {
    const store = await open(t)
    const { users, directory, sessions, mailLogins } = store
    const seen = await addUser(store, 'alice@example.com', { emailVerified: true })
    const outcome = async (more: Partial<MailLoginEntry> = {}) =>
      (await mailLogins.enter(entry(seen, 'x', more))).outcome
    await users.update(seen.id, { email: 'new@example.com' }, now)
    assert.equal(await outcome(), 'superseded')
    await users.update(seen.id, { email: seen.email }, now)
    await directory.setFlags(seen.id, { isActive: false }, now)
    assert.equal(await outcome(), 'superseded')
    await directory.setFlags(seen.id, { isActive: true }, now)
    await users.changePassword({ userId: seen.id, from: oldHash, to: newHash, now })
    assert.equal(await outcome(), 'superseded')
    await users.changePassword({ userId: seen.id, from: newHash, to: oldHash, now })
    await sessions.endAll(seen.id, 'ended_by_user', now + minute)
    assert.equal(await outcome(), 'superseded', 'asked before everything was logged out')
    assert.equal(await outcome({ askedAt: now + 2 * minute }), 'entered')
  })

  test(`${name}: a right code ends the count of wrong ones`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com', { emailVerified: true })
    for (let round = 0; round < 11; round += 1) await store.mailLogins.reserve(guess(`mail ${round}`))
    await store.mailLogins.enter(entry(user, 'one', { clears: 'address' }))
    assert.equal((await store.mailLogins.reserve(guess('next'))).outcome, 'reserved')
  })
}

function testImpostors(name: string, open: OpenStore): void {
  test(`${name}: the first login by mail verifies the address, and takes the password that an impostor knows`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    const mail = { kind: 'password_withdrawn', now } as const
    const entered = await store.mailLogins.enter(entry(user, 'one', { mail }))
    assert.equal(entered.outcome, 'entered')
    const after = (await store.users.findById(user.id)) ?? assert.fail('gone')
    assert.deepEqual([after.emailVerified, after.password.reveal()], [true, '!withdrawn:unusable'])
    assert.deepEqual(
      (await store.outbox.list({ limit: 10 })).mails.map(({ kind, to }) => [kind, to]),
      [['password_withdrawn', 'alice@example.com']],
    )
    await store.users.upgradePassword(user.id, after.password, newHash)
    const chosen = (await store.users.findById(user.id)) ?? assert.fail('gone')
    await store.mailLogins.enter(entry(chosen, 'two', { askedAt: now + minute }))
    assert.equal((await store.users.findById(user.id))?.password.reveal(), newHash.reveal(), 'a later one takes none')
  })
}
