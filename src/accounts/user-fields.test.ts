import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { charField } from '../fields/char-field.ts'
import { dateField } from '../fields/date-field.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import { openTestStore } from '../testing/sqlite-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { defineUserFields } from './user-fields.ts'

const customer = defineUserFields(
  z.object({
    phone_number: charField({ required: false, allowBlank: true, maxLength: 15 }),
    date_of_birth: dateField({ required: false, allowNull: true }),
    is_premium: readOnlyField('boolean'),
  }),
)

const account = { email: 'alice@example.com', password: 'SecurePass123!', password_confirm: 'SecurePass123!' }

async function open(t: TestContext) {
  const auth = await createTestAuth({ userFields: customer })
  t.after(() => auth.close())
  const register = (json: object) => auth.request('POST', '/api/auth/register/', { json: { ...account, ...json } })
  const profile = (method: string, token: string, json?: object) =>
    auth.request(method, '/api/auth/profile/', { token, json })
  return { auth, register, profile }
}

test('a field is read at registration, shown in the profile and typed in code', async t => {
  const { auth, register, profile } = await open(t)
  const { json } = await register({ phone_number: '+1555', date_of_birth: '1990-05-04' })
  assert.equal(json.user.phone_number, '+1555')
  const { access } = json.tokens
  assert.deepEqual((await profile('GET', access)).json.date_of_birth, '1990-05-04')
  await profile('PATCH', access, { phone_number: '+1556', first_name: 'Alice' })
  const user = await auth.system.users.findByLogin('alice@example.com')
  assert.ok(user)
  assert.deepEqual(customer.of(user), { phone_number: '+1556', date_of_birth: '1990-05-04', is_premium: false })
})

test('an absent value is empty, and invalid values are reported as for any field', async t => {
  const { register } = await open(t)
  const wrong = await register({ phone_number: '1'.repeat(16), date_of_birth: 'yesterday' })
  assert.deepEqual(Object.keys(wrong.json), ['phone_number', 'date_of_birth'])
  const { user } = (await register({})).json
  assert.deepEqual([user.phone_number, user.date_of_birth, user.is_premium], ['', null, false])
})

test('a read-only field cannot be set by its user, at registration or later (mass assignment)', async t => {
  const { register, profile } = await open(t)
  const { user, tokens } = (await register({ is_premium: true, is_staff: true, own_is_premium: 1 })).json
  assert.equal(user.is_premium, false)
  assert.equal((await profile('PATCH', tokens.access, { is_premium: true })).json.is_premium, false)
  assert.equal((await profile('PUT', tokens.access, { ...account, is_premium: true })).json.is_premium, false)
})

test('users from before a field have its empty value, and remain when the definition is removed', async t => {
  const path = `${temporaryFolder(t)}/users.sqlite3`
  const before = await createTestAuth({}, { path })
  await before.register('old@example.com')
  await before.close()
  const withFields = await createTestAuth({ userFields: customer }, { path })
  const old = await withFields.system.users.findByLogin('old@example.com')
  assert.deepEqual(old?.fields, { phone_number: '', date_of_birth: null, is_premium: false })
  await withFields.close()
  const after = openTestStore(t, path)
  assert.deepEqual((await after.users.findByLogin('old@example.com'))?.fields, {})
})

test('a definition that hides a member of accounts, or requires a value of existing users, is refused', () => {
  const define = (shape: Parameters<typeof z.object>[0]) => () => defineUserFields(z.object(shape) as never)
  assert.throws(define({ is_staff: readOnlyField('boolean') }), /cannot have a field named is_staff/)
  assert.throws(define({ 'x; DROP TABLE users': readOnlyField('boolean') }), /cannot have a field/)
  assert.throws(define({ nickname: charField() }), /has to be optional/)
})
