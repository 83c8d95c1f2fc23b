import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth, type TestParts } from '../../testing/test-auth.ts'
import { operator, operatorName, watchOperator } from '../../testing/watch-operator.ts'
import { deleteUser } from './delete-user.ts'

async function withAlice(parts: TestParts = {}) {
  const auth = await createTestAuth({}, parts)
  const pair = await auth.register('alice@example.com')
  return { auth, pair, ...watchOperator(auth) }
}

test('an operator deletes an account without its password, and its tokens are dead when the call returns', async () => {
  const { auth, pair, system, rows, events } = await withAlice()
  assert.equal(await deleteUser(system, operator, 1), 'deleted')
  assert.equal((await auth.visit(pair.access)).status, 401)
  assert.deepEqual((await rows()).at(-1), { event: 'user.deleted', userId: 1 })
  assert.deepEqual(events(), [{ name: 'user.deleted', userId: 1, reason: 'operator', actor: operatorName }])
})

test('an account that was deleted before is gone, without a second row or event', async () => {
  const { system, rows, events } = await withAlice()
  await deleteUser(system, operator, 1)
  const before = await rows()
  assert.equal(await deleteUser(system, operator, 1), 'gone')
  assert.deepEqual([await rows(), events().length], [before, 1])
})

test('an account that a table of the application refers to stays, with its sessions', async () => {
  const { auth, pair, system, rows } = await withAlice()
  auth.store.database.exec('CREATE TABLE orders (user_id INTEGER REFERENCES users (id)); INSERT INTO orders VALUES (1)')
  assert.equal(await deleteUser(system, operator, 1), 'in_use')
  assert.equal((await auth.visit(pair.access)).status, 200)
  assert.deepEqual(await rows(), [])
})

test('the last active superuser can be kept: no row, no event, and its tokens live on', async () => {
  const { auth, pair, system, rows, events } = await withAlice()
  await auth.store.directory.setFlags(1, { isSuperuser: true }, auth.clock.now())
  assert.equal(await deleteUser(system, operator, 1, { keepsSuperuser: true }), 'last_superuser')
  assert.equal((await auth.visit(pair.access)).status, 200)
  assert.deepEqual([await rows(), events()], [[], []])
  assert.equal(await deleteUser(system, operator, 1), 'deleted')
})
