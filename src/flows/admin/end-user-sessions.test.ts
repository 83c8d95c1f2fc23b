import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../testing/test-auth.ts'
import { operator, operatorName, watchOperator } from '../../testing/watch-operator.ts'
import { endUserSession, endUserSessions } from './end-user-sessions.ts'

const reason = 'ended_by_operator'

async function withSessions() {
  const auth = await createTestAuth()
  const bob = await auth.register('bob@example.com')
  const [first, second] = [await auth.register('alice@example.com'), await auth.login('alice@example.com')]
  const live = async (userId: number) =>
    (await auth.system.sessions.listLive(userId, auth.clock.now())).map(({ id }) => id)
  return { auth, bob, first, second, live, ...watchOperator(auth) }
}

test('an operator ends one session of a user, and the others go on', async () => {
  const { auth, first, second, live, system, rows, events } = await withSessions()
  const [sid = ''] = await live(2)
  assert.equal(await endUserSession(system, operator, 2, sid), 'ended')
  const statuses = [await auth.visit(first.access), await auth.visit(second.access)].map(({ status }) => status)
  assert.deepEqual(statuses.toSorted(), [200, 401])
  assert.deepEqual(await rows(), [{ event: 'session.ended', userId: 2, sid, reason }])
  assert.deepEqual(events(), [{ name: 'session.ended', reason, userId: 2, sid, actor: operatorName }])
})

test('a session that had ended is unchanged; one of another user, or of no one, is gone', async () => {
  const { live, system, rows, events } = await withSessions()
  const [sid = ''] = await live(2)
  assert.equal(await endUserSession(system, operator, 1, sid), 'gone')
  assert.equal(await endUserSession(system, operator, 2, 'never-was'), 'gone')
  assert.deepEqual([await rows(), events()], [[], []])
  await endUserSession(system, operator, 2, sid)
  assert.equal(await endUserSession(system, operator, 2, sid), 'unchanged')
  assert.deepEqual([(await rows()).length, events().length], [1, 1])
})

test('an operator ends all sessions of a user, and of no other user', async () => {
  const { auth, bob, first, second, system, rows, events } = await withSessions()
  assert.equal(await endUserSessions(system, operator, 2), 2)
  for (const { access } of [first, second]) assert.equal((await auth.visit(access)).status, 401)
  assert.equal((await auth.visit(bob.access)).status, 200)
  assert.deepEqual((await rows()).at(-1), { event: 'session.ended', userId: 2, reason, changes: { sessions: [2, 0] } })
  assert.deepEqual(events(), [{ name: 'session.ended', reason, userId: 2, actor: operatorName }])
})

test('the sessions of an account that was deleted are gone, without a row', async () => {
  const { system, rows, events } = await withSessions()
  assert.equal(await endUserSessions(system, operator, 99), 'gone')
  assert.deepEqual([await rows(), events()], [[], []])
})
