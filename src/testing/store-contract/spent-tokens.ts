/** Spent tokens: the insert is the check. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addUser, beginning, now, type OpenStore, revocationsOf, stamp } from './opened-store.ts'

export function testSpentTokens(name: string, open: OpenStore): void {
  test(`${name}: a token is spent once, even by twenty requests at once`, async t => {
    const { sessions } = await open(t)
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => sessions.spend(stamp('one'))))
    assert.deepEqual(outcomes.sort(), [...Array(19).fill('already'), 'spent'])
    assert.equal(await sessions.spend(stamp('two')), 'spent')
  })

  test(`${name}: a spent token is not live, with or without a session`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    await store.sessions.start(beginning(user, 'one'))
    assert.equal(await store.sessions.tokenStatus('one', user.id, stamp('one-1')), 'live')
    await store.sessions.spend(stamp('one-1'))
    assert.equal(await store.sessions.tokenStatus('one', user.id, stamp('one-1')), 'spent')
    assert.equal(await store.sessions.tokenStatus(undefined, undefined, stamp('one-1')), 'spent')
    assert.equal(await store.sessions.tokenStatus(undefined, user.id, stamp('other')), 'live')
    assert.equal(await store.sessions.tokenStatus('unknown', user.id, stamp('other')), 'gone')
  })

  test(`${name}: an access token is revoked by its jti until it would have expired`, async t => {
    const { sessions } = await open(t)
    await sessions.revokeJti('access', now + 5000, now)
    await sessions.revokeJti('expired already', now, now)
    const [revocation, ...others] = await revocationsOf({ sessions })
    assert.deepEqual(others, [])
    const { kind, subject, at, keepUntil } = revocation ?? {}
    assert.deepEqual(
      { kind, subject, at, keepUntil },
      { kind: 'jti', subject: 'access', at: now, keepUntil: now + 5000 },
    )
  })
}
