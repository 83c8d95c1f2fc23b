import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { cookiesOf, loginByCookie } from '../../../testing/test-cookies.ts'

const email = 'alice@example.com'
const path = '/api/auth/account/delete/'
const right = { password: 'SecurePass123!' }

test('the right password deletes the account, and its address is free again', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  const { status, text } = await auth.request('POST', path, { json: right, token: access })
  assert.deepEqual([status, text], [204, ''])
  assert.equal((await auth.visit(access)).status, 401)
  await auth.register(email)
})

test('a token without the password deletes nothing', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  for (const json of [{}, { password: '' }, { password: 'wrong' }]) {
    assert.equal((await auth.request('POST', path, { json, token: access })).status, 400)
  }
  assert.equal((await auth.visit(access)).status, 200)
})

test('a browser that deletes its account gives its cookies back', async () => {
  const auth = await createTestAuth()
  await auth.register(email)
  const cookie = await loginByCookie(auth, email)
  const reply = await auth.request('POST', path, { json: right, headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  assert.equal(reply.status, 204)
  assert.deepEqual(
    cookiesOf(reply).map(({ attributes }) => attributes['max-age']),
    ['0', '0'],
  )
})
