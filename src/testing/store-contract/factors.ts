/** Second factors: added, shown once, removed with what stands in for them, and deleted with their user. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FactorChange } from '../../features/mfa/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { addUserWithApp, change, historyOf, mailsOf, passkeyOf, totpOf } from './enrolled-factors.ts'
import { attemptOf } from './factor-attempts.ts'
import { openNodes, times } from './nodes.ts'
import { addUser, beginning, minute, now, type OpenStore } from './opened-store.ts'
import { deviceOf } from './trusted-devices.ts'

const told = (kind: 'factor_added' | 'factor_removed'): FactorChange => ({ ...change, mail: { kind, now } })
const inSession = (sid?: string) => ({ ...change, sid })

export function testFactors(name: string, open: OpenStore): void {
  testApps(name, open)
  testAppsAtOnce(name, open)
  testPasskeys(name, open)
  testRemovals(name, open)
  testRemovalOfAll(name, open)
  testSessionsOfFactors(name, open)
  testAccounts(name, open)
}

function testApps(name: string, open: OpenStore): void {
  test(`${name}: an authenticator app counts once it is confirmed, and is told of`, async t => {
    const store = await open(t)
    const { factors } = store
    const { id: userId } = await addUser(store, 'alice@example.com')
    const confirm = (id: string, user: UserId = userId) =>
      factors.confirmTotp({ ...told('factor_added'), now: now + minute, userId: user, id, step: 7, sid: undefined })
    assert.equal(await factors.beginTotp(totpOf(userId, 'first')), 'begun')
    assert.equal(await factors.beginTotp(totpOf(userId, 'second')), 'begun')
    assert.deepEqual(await factors.listOf(userId), [totpOf(userId, 'second')])
    assert.equal((await factors.summaryOf(userId)).hasTotp, false)
    assert.equal(await factors.useTotp('second', 7, now), false, 'one that waits opens nothing')
    const bob = await addUser(store, 'bob@example.com')
    assert.deepEqual([await confirm('first'), await confirm('second', bob.id)], ['gone', 'gone'])
    assert.deepEqual(await mailsOf(store), [])
    assert.deepEqual([await confirm('second'), await confirm('second')], ['confirmed', 'gone'])
    const confirmed = { confirmedAt: now + minute, lastUsedAt: now + minute, lastStep: 7 }
    assert.deepEqual(await factors.listOf(userId), [totpOf(userId, 'second', confirmed)])
    assert.deepEqual(await factors.summaryOf(userId), { hasTotp: true, passkeys: 0, recoveryCodes: 0 })
    assert.equal(await factors.beginTotp(totpOf(userId, 'third')), 'exists')
    const name = [null, 'name of second']
    assert.deepEqual(await historyOf(store, userId), [['factor.added', 'totp', 'factor:second', { name }]])
    assert.deepEqual(await mailsOf(store), ['factor_added alice@example.com'])
  })

  test(`${name}: of fifty uses of one code exactly one is accepted, and no older one after it (replay, race condition)`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { app, id: userId } = await addUserWithApp(store)
    const used = await times(50, index => nodeOf(index).factors.useTotp(app, 101, now))
    assert.equal(used.filter(Boolean).length, 1)
    const use = (id: string, step: number) => store.factors.useTotp(id, step, now + minute)
    assert.deepEqual([await use(app, 101), await use(app, 100), await use('no such app', 102)], [false, false, false])
    assert.equal(await use(app, 103), true)
    const [factor] = await store.factors.listOf(userId)
    assert.deepEqual(factor, { ...factor, lastStep: 103, lastUsedAt: now + minute })
  })
}

function testAppsAtOnce(name: string, open: OpenStore): void {
  test(`${name}: of ten confirmations at once one is the first, and of ten beginnings one stays`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    await times(10, index => nodeOf(index).factors.beginTotp(totpOf(userId, `app ${index}`)))
    const [factor, ...others] = await store.factors.listOf(userId)
    assert.deepEqual([typeof factor?.id, others], ['string', []])
    const confirmation = { ...change, userId, id: factor?.id ?? '', step: 1, sid: undefined }
    const outcomes = await times(10, index => nodeOf(index).factors.confirmTotp(confirmation))
    assert.equal(outcomes.filter(outcome => outcome === 'confirmed').length, 1)
    assert.equal((await historyOf(store, userId)).length, 1)
  })

  test(`${name}: a secret that was sealed anew takes the place of the one that it was made from`, async t => {
    const store = await open(t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    await store.factors.beginTotp(totpOf(userId, 'app'))
    await store.factors.resealTotp('app', 'another', 'wrong')
    await store.factors.resealTotp('app', 'sealed app', 'anew')
    assert.deepEqual(await store.factors.listOf(userId), [totpOf(userId, 'app', { secret: 'anew' })])
  })

  test(`${name}: an unknown user gets no factor`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    await store.deleteUser(id)
    assert.equal(await store.factors.beginTotp(totpOf(id, 'app')), 'unknown_user')
    assert.equal(await store.factors.addPasskey(passkeyOf(id, 'key'), 5, inSession()), 'unknown_user')
    assert.equal(await store.factors.removeAll(id, change), 'unknown_user')
    await store.factors.replaceRecoveryCodes(id, ['a'], change)
    assert.deepEqual(await store.factors.summaryOf(id), { hasTotp: false, passkeys: 0, recoveryCodes: 0 })
  })
}

function testPasskeys(name: string, open: OpenStore): void {
  test(`${name}: a passkey is read as it was added, by its user and by its credential`, async t => {
    const store = await open(t)
    const { factors } = store
    const { id: userId } = await addUserWithApp(store)
    const key = passkeyOf(userId, 'key', { transports: [], counter: 4_294_967_295 })
    assert.equal(await factors.addPasskey(key, 5, { ...told('factor_added'), sid: undefined }), 'added')
    assert.deepEqual((await factors.listOf(userId))[1], key)
    assert.deepEqual(await factors.findPasskey(key.credentialId), key)
    assert.equal(await factors.findPasskey(Uint8Array.from([1])), undefined)
    assert.deepEqual(await factors.summaryOf(userId), { hasTotp: true, passkeys: 1, recoveryCodes: 0 })
    const added = ['factor.added', 'passkey', 'factor:key', { name: [null, 'name of key'] }]
    assert.deepEqual((await historyOf(store, userId)).at(-1), added)
    assert.deepEqual(await mailsOf(store), ['factor_added alice@example.com'])
  })

  test(`${name}: a credential is registered once over all accounts, however many register it at once`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const users = await Promise.all(['a', 'b', 'c', 'd'].map(each => addUser(store, `${each}@example.com`)))
    const { credentialId } = passkeyOf(1, 'same')
    const outcomes = await times(12, index => {
      const userId = users[index % users.length]?.id ?? 0
      return nodeOf(index).factors.addPasskey(passkeyOf(userId, `key ${index}`, { credentialId }), 50, inSession())
    })
    assert.deepEqual(outcomes.toSorted(), ['added', ...Array.from({ length: 11 }, () => 'taken')])
    const owner = (await store.factors.findPasskey(credentialId))?.userId
    const histories = await Promise.all(users.map(async ({ id }) => [id, (await historyOf(store, id)).length]))
    assert.deepEqual(
      histories.filter(([, rows]) => rows !== 0),
      [[owner, 1]],
    )
  })

  test(`${name}: a user has at most so many passkeys, however many are added at once`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    const add = (index: number) => nodeOf(index).factors.addPasskey(passkeyOf(userId, `key ${index}`), 3, inSession())
    const outcomes = await times(8, add)
    assert.equal(outcomes.filter(outcome => outcome === 'added').length, 3)
    assert.equal(outcomes.filter(outcome => outcome === 'too_many').length, 5)
    assert.equal((await store.factors.summaryOf(userId)).passkeys, 3)
  })

  test(`${name}: a passkey has the name, the counter and the flags that were written last, and its owner alone renames it (IDOR)`, async t => {
    const store = await open(t)
    const { factors } = store
    const { id: userId } = await addUserWithApp(store)
    const bob = await addUserWithApp(store, 'bob@example.com')
    await factors.addPasskey(passkeyOf(userId, 'key'), 5, inSession())
    const rename = (user: UserId, id: string, name: string) => factors.renamePasskey(user, id, name, change)
    assert.deepEqual(
      [await rename(bob.id, 'key', 'x'), await rename(bob.id, bob.app, 'x'), await rename(userId, 'no\0key', 'x')],
      [false, false, false],
    )
    assert.deepEqual([await rename(userId, 'key', 'Safe'), await rename(userId, 'key', 'Safe')], [true, true])
    const renamed = ['factor.renamed', 'passkey', 'factor:key', { name: ['name of key', 'Safe'] }]
    assert.deepEqual((await historyOf(store, userId)).slice(2), [renamed])
    const use = { counter: 9, isBackedUp: true, now: now + minute }
    assert.deepEqual(
      [await factors.usePasskey({ id: 'key', ...use }), await factors.usePasskey({ id: bob.app, ...use })],
      [true, false],
    )
    const last = { name: 'Safe', counter: 9, isBackedUp: true, lastUsedAt: now + minute }
    assert.deepEqual((await factors.listOf(userId))[1], passkeyOf(userId, 'key', last))
  })
}

function testRemovals(name: string, open: OpenStore): void {
  test(`${name}: with the last factor recovery codes and trusted devices go, not before`, async t => {
    const store = await open(t)
    const { factors } = store
    const { id: userId, app } = await addUserWithApp(store)
    await factors.addPasskey(passkeyOf(userId, 'key'), 5, inSession())
    await factors.replaceRecoveryCodes(userId, ['a', 'b'], change)
    await factors.trustDevice(deviceOf(userId, 'laptop'), 5)
    const remove = (id: string, keepsLast = true) =>
      factors.remove(userId, id, { ...told('factor_removed'), keepsLast })
    assert.equal(await remove('key'), 'removed')
    assert.equal((await factors.summaryOf(userId)).recoveryCodes, 2)
    assert.deepEqual([await remove('key'), await remove(app)], ['gone', 'last'])
    assert.equal((await factors.listDevices(userId, now)).length, 1)
    assert.equal(await remove(app, false), 'removed')
    assert.deepEqual(await factors.summaryOf(userId), { hasTotp: false, passkeys: 0, recoveryCodes: 0 })
    assert.deepEqual(await factors.listDevices(userId, now), [])
    assert.deepEqual((await historyOf(store, userId)).slice(-3), [
      ['factor.removed', 'passkey', 'factor:key', { name: ['name of key', null] }],
      ['factor.removed', 'totp', `factor:${app}`, { name: [`name of ${app}`, null] }],
      ['device.forgotten', 'device:laptop'],
    ])
    const mail = 'factor_removed alice@example.com'
    assert.deepEqual(await mailsOf(store), [mail, mail])
  })

  test(`${name}: an app that was not confirmed is no factor: it goes without a word, and does not make another one removable`, async t => {
    const store = await open(t)
    const { factors } = store
    const { id: userId } = await addUser(store, 'alice@example.com')
    await factors.addPasskey(passkeyOf(userId, 'key'), 5, inSession())
    await factors.beginTotp(totpOf(userId, 'waiting'))
    await factors.replaceRecoveryCodes(userId, ['a'], change)
    const remove = (id: string) => factors.remove(userId, id, { ...told('factor_removed'), keepsLast: true })
    assert.equal(await remove('key'), 'last')
    assert.equal(await remove('waiting'), 'removed')
    assert.deepEqual(await factors.summaryOf(userId), { hasTotp: false, passkeys: 1, recoveryCodes: 1 })
    assert.equal((await historyOf(store, userId)).at(-1)?.[0], 'recovery_codes.made')
    assert.deepEqual(await mailsOf(store), [])
  })

  test(`${name}: another user's factor is not removed (IDOR), and of two that go at once one stays where the last has to`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { id: userId, app } = await addUserWithApp(store)
    const bob = await addUser(store, 'bob@example.com')
    const removing = { ...change, keepsLast: true }
    assert.equal(await store.factors.remove(bob.id, app, removing), 'gone')
    await store.factors.addPasskey(passkeyOf(userId, 'key'), 5, inSession())
    const outcomes = await Promise.all(
      [app, 'key'].map((id, index) => nodeOf(index).factors.remove(userId, id, removing)),
    )
    assert.deepEqual(outcomes.toSorted(), ['last', 'removed'])
  })
}

function testRemovalOfAll(name: string, open: OpenStore): void {
  test(`${name}: all factors go at once, with everything beside them and the count of failures`, async t => {
    const store = await open(t)
    const { factors } = store
    const { id: userId } = await addUserWithApp(store)
    const bob = await addUserWithApp(store, 'bob@example.com')
    await factors.addPasskey(passkeyOf(userId, 'key'), 5, inSession())
    await factors.replaceRecoveryCodes(userId, ['a'], change)
    await factors.trustDevice(deviceOf(userId, 'laptop'), 5)
    await factors.reserve(attemptOf(userId, { mostFailures: 1 }))
    const removeAll = () => factors.removeAll(userId, told('factor_removed'))
    assert.deepEqual([await removeAll(), await removeAll()], [2, 0])
    assert.deepEqual(await factors.listOf(userId), [])
    assert.deepEqual(await factors.summaryOf(userId), { hasTotp: false, passkeys: 0, recoveryCodes: 0 })
    assert.deepEqual(await factors.listDevices(userId, now), [])
    assert.deepEqual((await historyOf(store, userId)).slice(-2), [
      ['device.forgotten', 'device:laptop'],
      ['factor.reset', { factors: [2, 0] }],
    ])
    assert.deepEqual(await mailsOf(store), ['factor_removed alice@example.com'])
    assert.equal((await factors.reserve(attemptOf(userId, { mostFailures: 1 }))).outcome, 'reserved')
    assert.equal((await factors.summaryOf(bob.id)).hasTotp, true)
  })

  test(`${name}: an operator frees an account without factors that is locked, and no mail tells of factors`, async t => {
    const store = await open(t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    await store.factors.reserve(attemptOf(userId))
    assert.equal(await store.factors.removeAll(userId, told('factor_removed')), 0)
    assert.deepEqual(await historyOf(store, userId), [['factor.reset', { factors: [0, 0] }]])
    assert.deepEqual(await mailsOf(store), [])
  })

  test(`${name}: what a deleted user had is gone, and the credential is free`, async t => {
    const store = await open(t)
    const { factors } = store
    const { id: userId } = await addUserWithApp(store)
    const key = passkeyOf(userId, 'key')
    await factors.addPasskey(key, 5, inSession())
    await factors.replaceRecoveryCodes(userId, ['a'], change)
    await factors.trustDevice(deviceOf(userId, 'laptop'), 5)
    await factors.handleOf(userId, Uint8Array.from([1]))
    await store.deleteUser(userId)
    assert.deepEqual(await factors.listOf(userId), [])
    assert.equal(await factors.findPasskey(key.credentialId), undefined)
    assert.equal(await factors.useDevice('laptop', 'digest of laptop', now), undefined)
    assert.equal(await factors.useRecoveryCode(userId, 'a', change), false)
    const bob = await addUser(store, 'bob@example.com')
    assert.equal(await factors.addPasskey({ ...key, userId: bob.id }, 5, inSession()), 'added')
  })
}

function testSessionsOfFactors(name: string, open: OpenStore): void {
  test(`${name}: a live session of the user notes what was shown in it, once each, also when many note at once`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { factors, sessions } = store
    const alice = await addUser(store, 'alice@example.com')
    const bob = await addUser(store, 'bob@example.com')
    for (const sid of ['one', 'two', 'ended']) await sessions.start(beginning(alice, sid))
    await sessions.end('ended', alice.id, 'logout', now)
    const shownIn = async (sid: string) => (await sessions.find(sid))?.factors
    await factors.beginTotp(totpOf(alice.id, 'app'))
    await factors.confirmTotp({ ...change, userId: alice.id, id: 'app', step: 1, sid: 'one' })
    assert.deepEqual(await shownIn('one'), ['password', 'totp'])
    await factors.addPasskey(passkeyOf(alice.id, 'key'), 5, inSession('one'))
    await factors.addPasskey(passkeyOf(bob.id, 'key of bob'), 5, inSession('two'))
    await times(10, index => nodeOf(index).sessions.noteFactors('one', alice.id, [`word-${index % 5}`, 'totp']))
    const words = Array.from({ length: 5 }, (_, index) => `word-${index}`)
    const shown = (await shownIn('one')) ?? []
    assert.deepEqual([shown.slice(0, 3), shown.slice(3).toSorted()], [['password', 'totp', 'passkey'], words])
    await sessions.noteFactors('two', bob.id, ['totp'])
    await sessions.noteFactors('ended', alice.id, ['totp'])
    await sessions.noteFactors('no such session', alice.id, ['totp'])
    assert.deepEqual([await shownIn('two'), await shownIn('ended')], [['password'], ['password']])
  })
}

function testAccounts(name: string, open: OpenStore): void {
  test(`${name}: a user has one handle, and one moment since when a factor is required, of those who ask at once`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    const handles = await times(10, index => nodeOf(index).factors.handleOf(userId, Uint8Array.from([index, 0, 255])))
    assert.equal(new Set(handles.map(String)).size, 1)
    assert.deepEqual(await store.factors.handleOf(userId, Uint8Array.from([99])), handles[0])
    const since = await times(10, index => nodeOf(index).factors.requiredSince(userId, now + index))
    assert.equal(new Set(since).size, 1)
    assert.equal(await store.factors.requiredSince(userId, now + minute), since[0])
    assert.deepEqual(await store.factors.handleOf(userId, Uint8Array.from([99])), handles[0])
    await store.deleteUser(userId)
    assert.deepEqual(await store.factors.handleOf(userId, Uint8Array.from([99])), Uint8Array.from([99]))
    assert.equal(await store.factors.requiredSince(userId, now + minute), now + minute)
  })
}
