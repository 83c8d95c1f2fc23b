import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actingAs } from '../../../testing/acting-as.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'

const path = '/api/auth/profile/'

test('the profile is the caller’s, and shows no password', async () => {
  const auth = await createTestAuth()
  const alice = await actingAs(auth, { email: 'alice@example.com', password: 'SecurePass123!' })
  const { status, json, text } = await alice.get(path)
  assert.deepEqual([status, json.email], [200, 'alice@example.com'])
  assert.doesNotMatch(text, /argon2|password/)
})

test('PATCH changes what it names, PUT asks for everything', async () => {
  const auth = await createTestAuth()
  const alice = await actingAs(auth, { email: 'alice@example.com', lastName: 'Liddell' })
  const { json } = await alice.patch(path, { first_name: 'Alice' })
  assert.deepEqual([json.first_name, json.last_name], ['Alice', 'Liddell'])
  const { status, json: faults } = await alice.put(path, { first_name: 'Alice' })
  assert.deepEqual([status, faults], [400, { email: ['This field is required.'] }])
})

test('flags and ids in the body change nothing (mass assignment)', async () => {
  const auth = await createTestAuth()
  const alice = await actingAs(auth, { email: 'alice@example.com' })
  await alice.patch(path, { id: 7, is_staff: true, is_superuser: true, is_active: false, date_joined: '2000-01-01' })
  assert.deepEqual(await auth.store.users.findById(alice.user.id), alice.user)
})

test('another account’s address is refused, one’s own is not', async () => {
  const auth = await createTestAuth()
  await actingAs(auth, { email: 'bob@example.com' })
  const alice = await actingAs(auth, { email: 'alice@example.com' })
  assert.equal((await alice.patch(path, { email: 'BOB@example.com' })).status, 400)
  assert.equal((await alice.patch(path, { email: 'alice@example.com' })).status, 200)
})
