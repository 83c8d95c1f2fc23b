/** A session is reached only with its user: a token may carry the `sid` of another user's session (IDOR). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addUser, beginning, leaving, now, type OpenStore, refreshing, revocationsOf, stamp } from './opened-store.ts'

async function beginForTwo(open: OpenStore, t: Parameters<OpenStore>[0]) {
  const store = await open(t)
  const alice = await addUser(store, 'alice@example.com')
  const mallory = await addUser(store, 'mallory@example.com')
  await store.sessions.start(beginning(alice, 'hers'))
  return { sessions: store.sessions, alice, mallory }
}

export function testForeignSessions(name: string, open: OpenStore): void {
  test(`${name}: another user neither rotates a session nor has its replay noticed, under any authority`, async t => {
    for (const authority of ['session', 'jti', 'none'] as const) {
      const { sessions, mallory } = await beginForTwo(open, t)
      for (const jti of ['hers-1', 'unknown']) {
        const attempt = refreshing('hers', jti, 'next', { userId: mallory.id, authority })
        assert.deepEqual(await sessions.rotate(attempt), { kind: 'gone' }, authority)
      }
      const session = await sessions.find('hers')
      assert.deepEqual([session?.endedAt, session?.current.jti], [null, 'hers-1'])
      assert.deepEqual(await sessions.rotate(refreshing('hers', 'hers-1', 'hers-2', { authority })), {
        kind: 'rotated',
      })
    }
  })

  test(`${name}: another user ends no session, by its id or by its refresh token`, async t => {
    const { sessions, alice, mallory } = await beginForTwo(open, t)
    assert.equal(await sessions.end('hers', mallory.id, 'logout', now), false)
    assert.equal(await sessions.logout(leaving('hers', 'hers-1', { userId: mallory.id })), 'gone')
    assert.equal(await sessions.logout(leaving('hers', 'hers-1', { userId: undefined })), 'gone')
    assert.equal((await sessions.find('hers'))?.endedAt, null)
    assert.deepEqual(await revocationsOf({ sessions }), [])
    assert.equal(await sessions.end('hers', alice.id, 'logout', now), true)
    assert.equal(await sessions.end('hers', alice.id, 'logout', now), false)
  })

  test(`${name}: a refresh token does not stand with another user's session`, async t => {
    const { sessions, alice, mallory } = await beginForTwo(open, t)
    for (const userId of [mallory.id, undefined]) {
      assert.equal(await sessions.tokenStatus('hers', userId, stamp('hers-1')), 'gone')
    }
    assert.equal(await sessions.tokenStatus('hers', alice.id, stamp('hers-1')), 'live')
  })
}
