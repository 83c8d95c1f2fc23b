import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth, createUser } from '../testing/index.ts'
import { accountDetails, accountJson } from './account-members.ts'

test('flags become the details of an account, and absent ones are blank', () => {
  const flags = { email: 'ada@example.com', first_name: 'Ada', staff: true, is_superuser: 'yes' }
  assert.deepEqual(accountDetails(flags), { username: '', email: 'ada@example.com', firstName: 'Ada', lastName: '' })
})

test('the JSON of an account has the hasher of its password and nothing else of the hash', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const user = await createUser(auth, { email: 'ada@example.com', password: 'SecurePass123!' })
  const json = accountJson(user)
  assert.equal(json.password, 'argon2')
  assert.ok(!JSON.stringify(json).includes(user.password.reveal()))
  assert.deepEqual(Object.keys(json).slice(0, 5), ['id', 'username', 'email', 'first_name', 'last_name'])
})
