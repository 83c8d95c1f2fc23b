import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../testing/test-auth.ts'
import { operator, operatorName, watchOperator } from '../../testing/watch-operator.ts'
import { setUserFlags } from './set-user-flags.ts'

async function withAlice() {
  const auth = await createTestAuth()
  const pair = await auth.register('alice@example.com')
  return { auth, pair, ...watchOperator(auth) }
}

test('a deactivated user is logged out everywhere when the call returns, and the row tells old and new', async () => {
  const { auth, pair, system, rows, events } = await withAlice()
  const saved = await setUserFlags(system, operator, 1, { isActive: false })
  assert.equal(saved.outcome, 'saved')
  assert.equal((await auth.visit(pair.access)).status, 401)
  assert.equal((await auth.refresh(pair.refresh)).status, 401)
  const [row, ended] = await rows()
  assert.deepEqual(row, { event: 'user.changed', userId: 1, reason: 'isActive', changes: { isActive: [true, false] } })
  assert.deepEqual([ended?.event, ended?.reason], ['session.ended', 'deactivated'])
  const event = { name: 'user.changed', userId: 1, data: { fields: ['isActive'] }, actor: operatorName }
  assert.deepEqual(events(), [event])
})

test('staff and superuser are set without ending a session', async () => {
  const { auth, pair, system, rows } = await withAlice()
  await setUserFlags(system, operator, 1, { isStaff: true, isSuperuser: true })
  assert.equal((await auth.visit(pair.access)).status, 200)
  assert.deepEqual(
    (await rows()).map(({ changes }) => changes),
    [{ isStaff: [false, true], isSuperuser: [false, true] }],
  )
})

test('flags that are so already are unchanged: no row and no event', async () => {
  const { auth, pair, system, rows, events } = await withAlice()
  assert.equal((await setUserFlags(system, operator, 1, { isActive: true, isStaff: false })).outcome, 'unchanged')
  assert.deepEqual([await rows(), events()], [[], []])
  assert.equal((await auth.visit(pair.access)).status, 200)
})

test('sessions of an account that another program made inactive end too, so that none comes back', async () => {
  const { auth, pair, system, rows, events } = await withAlice()
  auth.store.database.exec('UPDATE users SET is_active = 0')
  assert.equal((await setUserFlags(system, operator, 1, { isActive: false })).outcome, 'saved')
  // Of the account nothing changed.
  assert.deepEqual([(await rows()).map(({ event }) => event), events()], [['session.ended'], []])
  await setUserFlags(system, operator, 1, { isActive: true })
  assert.equal((await auth.refresh(pair.refresh)).status, 401)
})

test('an account that was deleted is gone, without a row', async () => {
  const { system, rows, events } = await withAlice()
  assert.deepEqual(await setUserFlags(system, operator, 99, { isStaff: true }), { outcome: 'gone' })
  assert.deepEqual([await rows(), events()], [[], []])
})
