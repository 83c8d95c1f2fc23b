import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../../testing/test-auth.ts'

const path = '/api/auth/password/change/'
const change = {
  old_password: 'SecurePass123!',
  new_password: 'AnotherPass456!',
  new_password_confirm: 'AnotherPass456!',
}

async function withAlice() {
  const auth = await createTestAuth()
  const pair = await auth.register('alice@example.com')
  return { auth, pair, post: (json: object) => auth.request('POST', path, { json, token: pair.access }) }
}

test('a changed password ends every session, the one that asked too', async () => {
  const { auth, pair, post } = await withAlice()
  assert.equal((await post(change)).status, 200)
  assert.equal((await auth.visit(pair.access)).status, 401)
  assert.equal((await auth.refresh(pair.refresh)).status, 401)
  await auth.login('alice@example.com', 'AnotherPass456!')
})

test('a wrong old password and a poor new one are told in one answer, and nothing changes', async () => {
  const { auth, pair, post } = await withAlice()
  const { status, json } = await post({ old_password: 'wrong', new_password: 'short', new_password_confirm: 'short' })
  assert.equal(status, 400)
  assert.deepEqual(Object.keys(json).sort(), ['new_password', 'old_password'])
  assert.deepEqual(json.old_password, ['Current password is incorrect.'])
  assert.equal((await auth.visit(pair.access)).status, 200)
})

test('a new password that is typed differently the second time changes nothing', async () => {
  const { auth, pair, post } = await withAlice()
  const { status, json } = await post({ ...change, new_password_confirm: 'AnotherPass457!' })
  assert.deepEqual([status, json], [400, { new_password_confirm: ['New password fields do not match.'] }])
  assert.equal((await auth.visit(pair.access)).status, 200)
})

test('without a token the password is not even read', async () => {
  const { auth } = await withAlice()
  assert.equal((await auth.request('POST', path, { json: change })).status, 401)
})
