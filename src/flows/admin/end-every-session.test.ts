import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../testing/test-auth.ts'
import { operator, operatorName, watchOperator } from '../../testing/watch-operator.ts'
import { endEverySession } from './end-every-session.ts'

test('the sessions of all users end, each with its row, and one event tells it', async () => {
  const auth = await createTestAuth()
  const pairs = [await auth.register('alice@example.com'), await auth.register('bob@example.com')]
  const { system, rows, events } = watchOperator(auth)
  assert.equal(await endEverySession(system, operator, 'restored'), 2)
  for (const { access } of pairs) assert.equal((await auth.visit(access)).status, 401)
  const told = (await rows()).map(({ event, userId, reason }) => `${event} ${userId} ${reason}`)
  assert.deepEqual(told.toSorted(), ['session.ended 1 restored', 'session.ended 2 restored'])
  assert.deepEqual(events(), [{ name: 'session.ended', reason: 'restored', actor: operatorName }])
})

test('without a session there is nothing to tell', async () => {
  const auth = await createTestAuth()
  const { system, rows, events } = watchOperator(auth)
  assert.equal(await endEverySession(system, operator, 'restored'), 0)
  assert.deepEqual([await rows(), events()], [[], []])
})
